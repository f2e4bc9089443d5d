import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../../src/core/run/events.js';
import { localRunner } from '../../src/runner/localRunner.js';
import type { Runner } from '../../src/runner/runner.js';
import { createRunFolder } from '../../src/runs/runFolder.js';
import { median } from '../benchmark/statistics.js';
import { annText, makeImages, requestOf } from '../support/faultRuns.js';
import type { Outcome } from './fault.js';
import type { Trial } from './trial.js';

const REPEATS = 5;
const EPOCHS = 60;
/** A few seconds are what it may cost; beyond this something is wrong, on a busy machine, too. */
const LONGEST_MS = 15_000;

/** What a run's time went into, one after the other, in the words of the table. */
const phases = {
  submit: 'package, order, submission',
  place: "Ray's environment and supervisor",
  worker: 'worker, until its trainer is there',
  data: "trainer's Node.js, engine, data",
  train: 'training and evaluation',
  transfer: 'weights and predictions, until the end is told',
  end: 'end noticed, run recorded',
} as const;

type Phase = keyof typeof phases;
/** Milliseconds. */
type Times = Readonly<Record<Phase, number>>;

const names = Object.keys(phases) as readonly Phase[];
const LOOK_MS = 40;

/** What a run on the cluster takes beside the same one here: runs in turn here and there, medians, phase by phase. */
export async function overhead(trial: Trial): Promise<Outcome> {
  await trial.cluster.atLeast(2);
  const here = localRunner({ entry: path.join(trial.dist, 'trainer.cjs') });
  const there = trial.runner();
  const first = await timed(trial, there);
  const times: { readonly here: Times; readonly there: Times }[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1)
    times.push({ here: await timed(trial, here), there: await timed(trial, there) });
  const sums = times.map((one) => ({ here: sum(one.here), there: sum(one.there) }));
  const rows = names.map((name) =>
    row(phases[name], median(times.map((one) => one.here[name])), median(times.map((one) => one.there[name]))),
  );
  const all = row('in all', median(sums.map((one) => one.here)), median(sums.map((one) => one.there)));
  const more = sums.map((one) => one.there - one.here);
  const seconds = more.map(inSeconds).join(', ');
  if (median(more) > LONGEST_MS) throw new Error(`A run takes so much more than here: ${seconds}.`);
  return {
    words: `${inSeconds(median(more))} more than here (${seconds}); ${inSeconds(sum(first))} in all with the package`,
    shown: [`A run here and on the cluster, in turn, medians of ${REPEATS}:`, ...rows, all],
  };
}

function row(words: string, here: number, there: number): string {
  return `  ${words.padEnd(48)} here ${inSeconds(here)}  there ${inSeconds(there)}  more ${inSeconds(there - here)}`;
}

async function timed(trial: Trial, runner: Runner): Promise<Times> {
  const request = requestOf('portable', makeImages(trial.folder), annText(EPOCHS));
  const start = Date.now();
  const root = trial.cluster.place('timed');
  const { folder: runFolder, runId } = await createRunFolder(root, { modelName: 'ann', seed: 5, time: start });
  const watch = new ProcessWatch();
  const training = await runner.start({ request, runFolder, cores: 1 });
  const events: RunEvent[] = [];
  for await (const event of training.events) events.push(event);
  const told = Date.now();
  await training.exited;
  const over = Date.now();
  watch.end();
  const timeOf = (type: RunEvent['type']) => {
    const event = events.find((one) => one.type === type);
    if (event === undefined) throw new Error(`${runId} has no ${type}: ${JSON.stringify(events.at(-1))}`);
    return event.time;
  };
  const jobs = runner.id === 'local' ? [] : await trial.cluster.jobs();
  // By the clock of this machine, as all of the cluster is on it.
  const submitted = jobs.find(({ submission_id }) => submission_id?.includes(runId))?.start_time ?? start;
  const trainer = watch.firstSeen('trainer.cjs');
  const worker = runner.id === 'local' ? submitted : watch.firstSeen('rayWorker.cjs');
  const [begun, trained] = [timeOf('runStarted'), timeOf('runCompleted')];
  return {
    submit: submitted - start,
    place: worker - submitted,
    worker: trainer - worker,
    data: begun - trainer,
    train: trained - begun,
    transfer: told - trained,
    end: over - told,
  };
}

/** When programs of Node.js were first seen to run on this machine, by Linux' own list; what ran before does not count. */
class ProcessWatch {
  readonly #before = new Set(readdirSync('/proc'));
  readonly #seen = new Map<string, number>();
  readonly #timer = setInterval(() => this.#look(), LOOK_MS);

  /** By the name of its bundle; milliseconds since 1970. @throws Error when there was none */
  firstSeen(bundle: string): number {
    const time = this.#seen.get(bundle);
    if (time === undefined) throw new Error(`${bundle} was never seen to run.`);
    return time;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    for (const name of readdirSync('/proc')) {
      if (this.#before.has(name) || !/^\d+$/.test(name)) continue;
      // The shell that becomes a worker names it, too, but not as a word of its own.
      const bundles = commandOf(name).map((word) => path.basename(word));
      for (const bundle of ['trainer.cjs', 'rayWorker.cjs'])
        if (bundles.includes(bundle) && !this.#seen.has(bundle)) this.#seen.set(bundle, Date.now());
    }
  }
}

function commandOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
  } catch {
    // Gone already.
    return [];
  }
}

function sum(times: Times): number {
  return names.reduce((all, phase) => all + times[phase], 0);
}

function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
