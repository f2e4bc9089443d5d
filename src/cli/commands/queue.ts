import { type Command, InvalidArgumentError, Option } from 'commander';
import { formatQuantity } from '../../core/format.js';
import type { QueueOperation } from '../../core/queue/changeQueue.js';
import { estimateQueue } from '../../core/queue/estimateQueue.js';
import { hasEnded, inList, inTurn, priorities, type QueuedJob } from '../../core/queue/job.js';
import { type AddedJob, QueueStore } from '../../queue/queueStore.js';
import { settleOrphans } from '../../queue/settleOrphans.js';
import { listRuns } from '../../runs/listRuns.js';
import { allowOutsideOption } from '../boundary.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { withInterrupt } from '../interrupt.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { jobIdsOf } from '../jobArguments.js';
import type { ComparisonRunOptions } from '../preparedComparison.js';
import { jobsOfFile } from '../queuedFiles.js';
import { queueSentence, queueTable } from '../render/queueList.js';
import { renderTerminalTable } from '../render/terminalTable.js';
import { addRunOptions, runsOption } from '../runOptions.js';
import { registerQueueRun } from './queueRun.js';

interface Place {
  readonly runs: string;
}

interface MoveOptions extends Place {
  readonly first?: boolean;
  readonly last?: boolean;
  readonly before?: string;
  readonly priority?: number;
}

/** `bakeoff queue`: trainings that wait for their turn, on disk beside the runs. */
export function registerQueueCommand(program: Command, io: Io): void {
  const queue = program
    .command('queue')
    .summary('trainings that wait for their turn: add, run, pause, move, cancel')
    .description(
      'Keeps trainings in a queue on disk, beside the runs, and works it off. It survives whatever ends a program; any number of programs may work it off, and each job is trained once. JOB is a number, or several: 3-7.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ bakeoff queue add mine.bakeoff.jsonc\n  $ bakeoff queue run --at-once 2\n  $ bakeoff queue\n  $ bakeoff queue move 7 --first\n  $ bakeoff queue cancel 3-5',
    );
  queue
    .command('list', { isDefault: true })
    .description('one line for each job, in the order of their turns')
    .addOption(runsOption())
    .action((options: Place) => list(io, options.runs));
  addRunOptions(
    queue
      .command('add')
      .description('add the trainings of models and comparisons')
      .argument('<file...>', '*.model.jsonc, *.bakeoff.jsonc'),
  )
    .addOption(allowOutsideOption())
    .addOption(priorityOption().default(0))
    .action((paths: string[], options: ComparisonRunOptions & { priority: number }) => add(io, paths, options));
  registerQueueRun(queue, io);
  for (const [name, all, description] of [
    ['pause', 'pauseQueue', 'begin nothing more; or pause jobs, also such that run: they go on from where they were'],
    ['resume', 'resumeQueue', 'begin jobs again; or let paused jobs wait for their turns again'],
  ] as const)
    queue
      .command(name)
      .description(description)
      .argument('[job...]', 'jobs; none: the whole queue')
      .addOption(runsOption())
      .action((texts: string[], { runs }: Place) =>
        change(io, runs, (jobs) => (texts.length === 0 ? { type: all } : { type: name, ids: jobIdsOf(texts, jobs) })),
      );
  queue
    .command('move')
    .description('give jobs another turn')
    .argument('<job...>', 'jobs')
    .option('--first', 'before all others')
    .option('--last', 'after all others')
    .option('--before <job>', 'right before that one, with its priority')
    .addOption(priorityOption())
    .addOption(runsOption())
    .action((texts: string[], options: MoveOptions) => move(io, texts, options));
  for (const [name, description] of [
    ['cancel', 'take jobs out of their turns; one that runs stops after its step, and its run is kept'],
    ['retry', 'have jobs that failed or were cancelled wait again; what their runs came to is gone on with'],
  ] as const)
    queue
      .command(name)
      .description(description)
      .argument('[job...]', 'jobs')
      .option('--all', 'all that this makes sense for')
      .addOption(runsOption())
      .action((texts: string[], { runs, all }: Place & { all?: boolean }) =>
        change(io, runs, (jobs) => ({ type: name, ids: all ? jobs.map(({ id }) => id) : namedIds(name, texts, jobs) })),
      );
  queue
    .command('clear')
    .description('forget jobs that have ended; their runs are kept')
    .addOption(runsOption())
    .action(({ runs }: Place) => change(io, runs, () => ({ type: 'clear' })));
}

async function list(io: Io, root: string): Promise<void> {
  const store = new QueueStore(root);
  const queue = store.read();
  const turns = inTurn(queue.jobs.filter(({ state }) => state === 'waiting')).map(({ id }) => id);
  const places = new Map(turns.map((id, index) => [id, index + 1]));
  const isOpen = queue.jobs.some((job) => !hasEnded(job));
  const past = isOpen ? (await listRuns(root)).runs : [];
  const complete = past.flatMap(({ status, definitionHash, durationMs }) =>
    status === 'completed' && definitionHash !== undefined && durationMs !== undefined
      ? [{ definitionHash, durationMs }]
      : [],
  );
  const running = queue.jobs.filter(({ state }) => state === 'running').length;
  const estimates = estimateQueue(queue, complete, { atOnce: Math.max(1, running), now: Date.now() });
  if (io.json) {
    writeJson(io, { type: 'queue', isPaused: queue.isPaused, jobs: queue.jobs.length });
    for (const job of inList(queue.jobs))
      writeJson(io, { type: 'job', ...withoutLease(job), turn: places.get(job.id) ?? null, ...estimates.get(job.id) });
    return;
  }
  if (queue.jobs.length === 0) {
    writeNote(io, 'The queue is empty. Fill it with: bakeoff queue add FILE');
    return;
  }
  writeLine(io, renderTerminalTable(queueTable(inList(queue.jobs), places, estimates), io.columns, io.color));
  writeLine(io, queueSentence(queue));
}

function withoutLease({ lease, ...job }: QueuedJob): object {
  return lease === undefined ? job : { ...job, process: { pid: lease.pid, host: lease.host } };
}

async function add(
  io: Io,
  paths: readonly string[],
  { priority, ...options }: ComparisonRunOptions & { priority: number },
): Promise<void> {
  const added = await withInterrupt(io, 'Nothing is added.', async (signal) => {
    const jobs: AddedJob[] = [];
    // All is looked at before anything is added.
    for (const path of paths) jobs.push(...(await jobsOfFile(io, path, options, signal)));
    signal.throwIfAborted();
    return new QueueStore(options.runs).add(jobs.map((job) => ({ ...job, priority })));
  });
  if (io.json) for (const job of added) writeJson(io, { type: 'job', ...job });
  else {
    writeLine(io, `${formatQuantity(added.length, 'job')} added: ${added[0]?.id}–${added.at(-1)?.id}`);
    writeNote(io, 'Work the queue off with: bakeoff queue run');
  }
}

async function move(io: Io, texts: readonly string[], options: MoveOptions): Promise<void> {
  const { runs, first, last, before, priority } = options;
  const given = [first, last, before, priority].filter((value) => value !== undefined);
  if (given.length !== 1)
    throw new CommandError(exitCodes.usage, 'say where to: one of --first, --last, --before JOB, --priority N');
  await change(io, runs, (jobs) => {
    const ids = jobIdsOf(texts, jobs);
    if (priority !== undefined) return { type: 'prioritize', ids, priority };
    const [target = ''] = before === undefined ? [] : jobIdsOf([before], jobs);
    return { type: 'move', ids, to: first ? 'first' : last ? 'last' : { before: target } };
  });
}

async function change(
  io: Io,
  root: string,
  operationOf: (jobs: readonly QueuedJob[]) => QueueOperation,
): Promise<void> {
  const store = new QueueStore(root);
  const before = store.read();
  const after = await store.change(operationOf(before.jobs));
  // What nobody works at any more heeds nobody: its outcome is recorded here.
  await settleOrphans(store);
  if (io.json) writeJson(io, { type: 'queue', isPaused: after.isPaused, jobs: after.jobs.length });
  else
    writeLine(io, `${after.revision === before.revision ? 'Nothing to change. ' : ''}${queueSentence(store.read())}`);
}

function namedIds(name: string, texts: readonly string[], jobs: readonly QueuedJob[]): string[] {
  if (texts.length > 0) return jobIdsOf(texts, jobs);
  throw new CommandError(exitCodes.usage, `say what to ${name}: jobs, or --all`, 'See: bakeoff queue');
}

function priorityOption(): Option {
  const { minimum, maximum } = priorities;
  return new Option('--priority <n>', `higher goes first, from ${minimum} to ${maximum}`).argParser((text) => {
    const value = Number(text);
    if (/^-?\d$/.test(text)) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${minimum} to ${maximum}.`);
  });
}
