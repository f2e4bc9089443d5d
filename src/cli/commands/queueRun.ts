import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { printable } from '../../core/format.js';
import type { JobOutcome } from '../../core/queue/leaseJobs.js';
import { coreBudget } from '../../queue/coreBudget.js';
import { QueueStore } from '../../queue/queueStore.js';
import { QueueWorker } from '../../queue/queueWorker.js';
import { localRunner } from '../../runner/localRunner.js';
import { exitCodes } from '../exitCodes.js';
import { withInterrupt } from '../interrupt.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { createProgressReporter, type ProgressReporter } from '../progressReporter.js';
import { queueSentence } from '../render/queueList.js';
import { runsOption, wholeNumber } from '../runOptions.js';
import { trainerEntry } from '../trainerEntry.js';

interface RunQueueOptions {
  readonly runs: string;
  readonly atOnce: number;
  readonly cores: number;
  readonly wait?: boolean;
}

/** `bakeoff queue run`: works the queue off. */
export function registerQueueRun(queue: Command, io: Io): void {
  queue
    .command('run')
    .description('work the queue off, until nothing is left that could begin')
    .addOption(runsOption())
    .addOption(
      new Option('--at-once <n>', 'trainings at the same time, never more than cores')
        .default(1)
        .argParser(wholeNumber(1, 1_024)),
    )
    .addOption(
      new Option('--cores <n>', 'cores for each; 0: of one the engine’s own choice, of several an equal share')
        .default(0)
        .argParser(wholeNumber(0, 1_024)),
    )
    .option('--wait', 'when nothing is left, wait for more')
    .addHelpText(
      'after',
      '\nTrainings run with a lower priority than other programs. Ctrl-C stops after the step in hand: what ran goes on with the next bakeoff queue run.',
    )
    .action((options: RunQueueOptions) => runQueue(io, options));
}

async function runQueue(io: Io, { runs, atOnce, cores, wait }: RunQueueOptions): Promise<void> {
  const store = new QueueStore(runs);
  const budget = coreBudget({ atOnce, cores }, availableParallelism());
  const reporters = new Map<string, ProgressReporter>();
  const failed: string[] = [];
  // A live line is one training's.
  const lineIo = budget.atOnce > 1 ? { ...io, isTerminal: false } : io;
  const worker = new QueueWorker({
    store,
    runner: localRunner({ entry: trainerEntry() }),
    budget: () => budget,
    onBegun(job) {
      if (io.json) writeJson(io, { type: 'jobBegun', job: job.id, runId: job.runId });
      const prefix = `[${job.id}] `;
      // With --json events of several trainings could not be told apart: they are in the run folders.
      if (!io.json) reporters.set(job.id, createProgressReporter(lineIo, { modelName: job.modelName, prefix }));
    },
    onEvent: (id, event) => reporters.get(id)?.report(event),
    onEnded(id, outcome) {
      reporters.get(id)?.end();
      reporters.delete(id);
      if (io.json) writeJson(io, { type: 'jobEnded', job: id, ...outcome });
      else writeNote(io, `[${id}] ${sentenceOf(outcome)}`);
      if (outcome.state === 'failed') failed.push(id);
    },
  });
  const notice = 'Stopping after this step; what runs goes on with the next bakeoff queue run.';
  await withInterrupt(io, notice, async (signal, interrupt) => {
    signal.addEventListener('abort', () => worker.end('stop'), { once: true });
    interrupt.onSecond(() => worker.end('kill'));
    await worker.run({ mayWait: wait === true });
    if (signal.aborted) io.exitCode = exitCodes.interrupted;
  });
  if (!io.json) writeLine(io, queueSentence(store.read()));
  if (failed.length > 0 && io.exitCode === exitCodes.ok) io.exitCode = exitCodes.runFailed;
}

function sentenceOf(outcome: JobOutcome): string {
  if (outcome.state === 'failed') return `failed: ${printable(outcome.message)}`;
  return outcome.state === 'again' ? 'waits for its next turn' : outcome.state;
}
