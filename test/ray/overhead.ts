import path from 'node:path';
import type { RunEvent } from '../../src/core/run/events.js';
import { localRunner } from '../../src/runner/localRunner.js';
import type { Runner } from '../../src/runner/runner.js';
import { createRunFolder } from '../../src/runs/runFolder.js';
import { annText, makeImages, requestOf } from '../support/faultRuns.js';
import type { Trial } from './trial.js';

const REPEATS = 5;
const EPOCHS = 60;

/** What a run's time went into, in milliseconds, one after the other. */
interface Times {
  /** Until the cluster has the job: package, order, submission. */
  readonly submit: number;
  /** Until the trainer says that it begins: Ray's supervisor and environment, then Node, worker, trainer, data, engine. */
  readonly begin: number;
  /** As the trainer has it. */
  readonly train: number;
  /** Until weights, predictions and the end are here, and the run is over. */
  readonly end: number;
}

const phases = ['submit', 'begin', 'train', 'end'] as const satisfies readonly (keyof Times)[];

/** What a run on the cluster takes beside the same one here: runs in turn here and there, medians, phase by phase. */
export async function overhead(trial: Trial): Promise<string> {
  await trial.cluster.atLeast(2);
  const here = localRunner({ entry: path.join(trial.dist, 'trainer.cjs') });
  const there = trial.runner();
  const first = await timed(trial, there);
  const times: { readonly here: Times; readonly there: Times }[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1)
    times.push({ here: await timed(trial, here), there: await timed(trial, there) });
  const rows = phases.map((phase) => {
    const [local, remote] = [median(times.map((one) => one.here[phase])), median(times.map((one) => one.there[phase]))];
    return `  ${phase.padEnd(7)} here ${inSeconds(local)}, on the cluster ${inSeconds(remote)}`;
  });
  const sums = times.map((one) => ({ here: sum(one.here), there: sum(one.there) }));
  const more = median(sums.map((one) => one.there - one.here));
  process.stderr.write(
    `${rows.join('\n')}\n  in all  here ${inSeconds(median(sums.map((one) => one.here)))}, on the cluster ` +
      `${inSeconds(median(sums.map((one) => one.there)))}; the first one, which brings the package, ${inSeconds(sum(first))}\n`,
  );
  return `${inSeconds(more)} more than here (${sums.map((one) => inSeconds(one.there - one.here)).join(', ')})`;
}

async function timed(trial: Trial, runner: Runner): Promise<Times> {
  const request = requestOf('portable', makeImages(trial.folder), annText(EPOCHS));
  const start = Date.now();
  const root = trial.cluster.place('timed');
  const { folder: runFolder, runId } = await createRunFolder(root, { modelName: 'ann', seed: 5, time: start });
  const training = await runner.start({ request, runFolder, cores: 1 });
  const events: RunEvent[] = [];
  for await (const event of training.events) events.push(event);
  await training.exited;
  const over = Date.now();
  const timeOf = (type: RunEvent['type']) => {
    const event = events.find((one) => one.type === type);
    if (event === undefined) throw new Error(`${runId} has no ${type}: ${JSON.stringify(events.at(-1))}`);
    return event.time;
  };
  const jobs = runner.id === 'local' ? [] : await trial.cluster.jobs();
  // By the clock of this machine, as all of the cluster is on it.
  const submitted = jobs.find(({ submission_id }) => submission_id?.includes(runId))?.start_time ?? start;
  const [begun, trained] = [timeOf('runStarted'), timeOf('runCompleted')];
  return { submit: submitted - start, begin: begun - submitted, train: trained - begun, end: over - trained };
}

function sum(times: Times): number {
  return phases.reduce((all, phase) => all + times[phase], 0);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
