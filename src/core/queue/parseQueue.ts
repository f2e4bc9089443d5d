import {
  count,
  finite,
  flag,
  listUpTo,
  Mismatch,
  nullable,
  object,
  oneOf,
  type Reader,
  textUpTo,
  whole,
} from '../run/readers.js';
import { jobStates, type Lease, MAXIMUM_JOBS, priorities, type Queue, type QueuedJob } from './job.js';

/** Of the file; a file of a later one is left alone. */
export const QUEUE_VERSION = 1;

const MAXIMUM_MESSAGE = 2_000;

function matching(pattern: RegExp, what: string, maximum = 100): Reader<string> {
  const readText = textUpTo(maximum);
  return (value, path) => {
    const text = readText(value, path);
    if (pattern.test(text)) return text;
    throw new Mismatch(`${path}: expected ${what}`);
  };
}

const readId = matching(/^[1-9]\d{0,8}$/, 'the number of a job');
/** As `createRunId` makes them: safe as the name of a folder. */
const readRunId = matching(/^\d{8}-\d{6}-[a-z0-9]+(?:-[a-z0-9]+)*-s\d+-[0-9a-f]{4}$/, 'the id of a run', 80);

const readLease = object<Lease>({
  token: matching(/^[0-9a-f]{16,64}$/, 'a token'),
  pid: whole(1),
  startedAt: nullable(textUpTo(200)),
  host: textUpTo(300),
  beat: finite,
});

type Optional = Pick<QueuedJob, 'startedAt' | 'endedAt' | 'runId' | 'lease' | 'wanted' | 'message'>;

const readJob = object<Omit<QueuedJob, keyof Optional>, Required<Optional>>(
  {
    id: readId,
    modelName: textUpTo(1_000),
    seed: count,
    definitionHash: matching(/^[0-9a-f]{64}$/, 'a SHA-256'),
    state: oneOf(...jobStates),
    priority: whole(priorities.minimum, priorities.maximum),
    addedAt: finite,
    attempts: count,
  },
  {
    startedAt: finite,
    endedAt: finite,
    runId: readRunId,
    lease: readLease,
    wanted: oneOf('pause', 'cancel'),
    message: textUpTo(MAXIMUM_MESSAGE),
  },
);

const readQueue = object<Queue & { readonly version: number }>({
  version: whole(QUEUE_VERSION, QUEUE_VERSION),
  revision: count,
  isPaused: flag,
  nextId: whole(1, 999_999_999),
  jobs: listUpTo(MAXIMUM_JOBS, readJob),
});

/** The queue that a text holds, or what is wrong with it, as a sentence. Never throws. */
export function parseQueue(text: string): { readonly queue: Queue } | { readonly problem: string } {
  try {
    const { revision, isPaused, nextId, jobs } = readQueue(JSON.parse(text), '');
    const problem = contradiction(jobs, nextId);
    return problem === undefined ? { queue: { revision, isPaused, nextId, jobs } } : { problem };
  } catch (error) {
    return { problem: error instanceof Mismatch ? error.message : 'it is no JSON' };
  }
}

/** What no sequence of operations leads to: whoever wrote that did something else than this program. */
function contradiction(jobs: readonly QueuedJob[], nextId: number): string | undefined {
  const ids = new Set<string>();
  const runs = new Set<string>();
  for (const { id, runId, state, lease } of jobs) {
    if (ids.has(id)) return `the job ${id} is in it twice`;
    if (runId !== undefined && runs.has(runId)) return `two jobs have the run ${runId}`;
    if (Number(id) >= nextId) return `the job ${id} is beyond the number of the next`;
    if ((state === 'running') !== (lease !== undefined))
      return `the job ${id} is ${state} and ${lease ? '' : 'not '}held`;
    if (state === 'running' && runId === undefined) return `the job ${id} runs without a run`;
    ids.add(id);
    if (runId !== undefined) runs.add(runId);
  }
  return undefined;
}

/** A queue as text, which `parseQueue` reads. */
export function writeQueueText({ revision, isPaused, nextId, jobs }: Queue): string {
  const kept = jobs.map((job) =>
    job.message === undefined ? job : { ...job, message: job.message.slice(0, MAXIMUM_MESSAGE) },
  );
  // A job a line: people compare them.
  const lines = kept.map((job) => JSON.stringify(job)).join(',\n');
  return `{"version":${QUEUE_VERSION},"revision":${revision},"isPaused":${isPaused},"nextId":${nextId},"jobs":[\n${lines}\n]}\n`;
}
