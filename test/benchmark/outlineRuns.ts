import type { StoredRun } from '../../src/host/host.js';
import { type OutlineInput, outlineResults } from '../../src/host/views/outlineResults.js';
import { ResultsModel } from '../../src/host/views/resultsModel.js';
import { parseRunFilter } from '../../src/host/views/runFilter.js';
import { listedRun } from '../support/listedRun.js';

// How long the results tree of many runs takes to be made, filtered and kept up to date; milliseconds, median (least–most),
// and the processor's time, which tells more on a busy machine.
// Arguments: number of runs (default 5000), repetitions (default 30).
const [, , count = '5000', repetitions = '30'] = process.argv;

function main(): void {
  const runs = Array.from({ length: Number(count) }, (_, number) => makeRun(number));
  const input: OutlineInput = {
    runs,
    groupBy: 'definition',
    compared: new Set(),
    isStale: () => false,
    now: Date.now(),
  };
  for (const groupBy of ['definition', 'dataset', 'date'] as const)
    report(`outline by ${groupBy}`, () => outlineResults({ ...input, groupBy }));
  for (const text of ['cnn', 'status:failed accuracy>0.5', 'nothing-like-this'])
    report(`filter ${JSON.stringify(text)}`, () => outlineResults({ ...input, filter: parseRunFilter(text) }));

  let current = input;
  const model = new ResultsModel(() => current);
  model.refresh();
  let epochs = 0;
  report('a run trains on', () => {
    const run = { ...(current.runs[0] as StoredRun), epochs: epochs++ };
    current = { ...current, runs: [run, ...current.runs.slice(1)] };
    if (model.update([run]).length !== 1) throw new Error('More than its line was drawn anew.');
  });
  report('a run more, and what has changed', () => {
    current = { ...current, runs: [makeRun(runs.length + epochs++), ...current.runs] };
    model.refresh();
  });
}

function makeRun(number: number): StoredRun {
  const modelName = ['ann', 'ann-relu', 'cnn', 'deep'][number % 4] ?? '';
  const runId = `20310401-${100_000 + number}-${modelName}-s${number % 3}-${number.toString(16).padStart(4, '0')}`;
  const ending = number % 50 === 0 ? 'failed' : 'completed';
  const run = templates.get(`${modelName} ${ending} ${number % 3}`) ?? template(modelName, ending, number % 3);
  const startTime = Date.UTC(2031, 3, 1) + number * 600_000;
  return {
    ...run,
    runId,
    folder: `/work/.bakeoff/runs/${runId}`,
    startTime,
    setup: `setup ${Math.floor(number / 12)}`,
  };
}

const templates = new Map<string, StoredRun>();

function template(modelName: string, ending: 'failed' | 'completed', seed: number): StoredRun {
  const made = listedRun({ runId: '20310401-100000-x-s0-0000', modelName, ending, seed });
  templates.set(`${modelName} ${ending} ${seed}`, made);
  return made;
}

function report(what: string, work: () => unknown): void {
  work();
  const before = process.cpuUsage();
  const times = Array.from({ length: Number(repetitions) }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  const { user, system } = process.cpuUsage(before);
  const processorMs = (user + system) / 1_000 / times.length;
  const median = times[Math.floor(times.length / 2)] ?? 0;
  process.stdout.write(
    `${what}: ${median.toFixed(2)} (${times[0]?.toFixed(2)}–${times.at(-1)?.toFixed(2)}), processor ${processorMs.toFixed(2)}\n`,
  );
}

main();
