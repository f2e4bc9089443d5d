import { parseArgs } from 'node:util';
import { runTarget } from './fuzzTarget.js';
import { fuzzTargets } from './targets/index.js';

/**
 * `npm run fuzz -- [--minutes N] [--only NAME] [--seed N] [--path P] [--cases N]`: the properties of the tests beside this
 * file with another seed, for as long as asked for, the time shared by all targets. Prints cases and failures; ends with 1
 * if there was any. A failure prints the command that replays it.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '1' },
      only: { type: 'string' },
      seed: { type: 'string' },
      path: { type: 'string' },
      cases: { type: 'string' },
    },
  });
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  const targets = fuzzTargets.filter(({ name }) => values.only === undefined || name === values.only);
  if (targets.length === 0)
    throw new Error(`no such target; there are ${fuzzTargets.map(({ name }) => name).join(', ')}`);
  const shareMs = (Number(values.minutes) * 60_000) / targets.length;
  console.log(`seed ${seed}, ${(shareMs / 1000).toFixed(0)} s for each of ${targets.length} targets`);
  let failures = 0;
  for (const target of targets) {
    const endTime = Date.now() + shareMs;
    const cases = values.cases === undefined ? 100_000_000 : Number(values.cases);
    const result = await runTarget(target, {
      seed,
      cases,
      ...(values.path === undefined ? { endTime } : { path: values.path }),
    });
    const { cases: done, slowestMs, mostBytes, failure } = result;
    const figures = `${done.toLocaleString('en')} cases, slowest ${slowestMs.toFixed(0)} ms, most memory asked for ${(mostBytes / 2 ** 20).toFixed(1)} MiB`;
    console.log(`${target.name.padEnd(14)} ${figures}${failure === undefined ? '' : '\n  FAILED'}`);
    if (failure !== undefined) {
      failures += 1;
      console.log(failure);
    }
  }
  return failures === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(2);
  },
);
