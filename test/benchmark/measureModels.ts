import { appendFileSync, rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cliRun } from '../support/cliRun.js';
import { type MeasuredModel, modelTable, seedLine } from './modelTable.js';

const usage = `node test/support/runScript.mjs test/benchmark/measureModels.ts [OPTION…] FILE.model.jsonc…
  Trains definitions on the full data as they are, with several seeds, one run after the other, and prints the rows of the
  README's table.
  --seeds N              (3)
  --validation-split F   as for bakeoff train (0.2)
  --limit N, --epochs N  less than the full training, to try this script
  --json FILE            one line for each run, when it has ended`;

const cli = resolve(__dirname, '..', 'dist', 'cli.cjs');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seeds: { type: 'string', default: '3' },
      'validation-split': { type: 'string', default: '0.2' },
      limit: { type: 'string' },
      epochs: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || positionals.length === 0) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const less = (['limit', 'epochs'] as const).flatMap((name) =>
    values[name] === undefined ? [] : [`--${name}`, values[name]],
  );
  const models = new Map<string, MeasuredModel[]>();
  for (let seed = 0; seed < Number(values.seeds); seed += 1)
    for (const file of positionals) {
      const run = await measure([
        file,
        '--seed',
        String(seed),
        '--validation-split',
        values['validation-split'],
        ...less,
      ]);
      models.set(file, [...(models.get(file) ?? []), run]);
      process.stderr.write(`${seedLine(run)}  load ${loadavg()[0]?.toFixed(1)}\n`);
      if (values.json !== undefined) appendFileSync(values.json, `${JSON.stringify(run)}\n`);
    }
  process.stdout.write(`${modelTable([...models.values()])}\n`);
}

async function measure(argumentList: readonly string[]): Promise<MeasuredModel> {
  const run = await cliRun(cli, argumentList);
  rmSync(join(run.runsFolder), { recursive: true, force: true });
  const started = run.events.find((event) => event.type === 'runStarted');
  if (started === undefined) throw new Error('The run did not tell how it started.');
  const epochs = run.events.filter((event) => event.type === 'epochEnded');
  const { train, test, macro } = run.evaluation;
  return {
    name: started.modelName,
    parameterCount: started.parameterCount,
    seed: started.request.seed,
    epochs: epochs.length,
    accuracy: test.accuracy,
    precision: macro.precision,
    recall: macro.recall,
    f1: macro.f1,
    trainAccuracy: train.accuracy,
    trainingMs: epochs.reduce((sum, { durationMs }) => sum + durationMs, 0),
    threads: started.engine.threads,
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
