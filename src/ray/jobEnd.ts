import { printable } from '../core/format.js';
import type { RunEvent } from '../core/run/events.js';
import type { RayJob } from './rayReplies.js';

/** What became of a job, as far as the run is concerned. */
export type JobEnd =
  /** The run has come to an end that is its own. */
  | { readonly kind: 'final'; readonly event: RunEvent }
  /** Worker, node or cluster failed it: another may do better. `avoid`: the node is to blame. */
  | { readonly kind: 'lost'; readonly reason: string; readonly nodeId?: string; readonly avoid: boolean }
  /** The worker has no Node.js, or too old a one. */
  | { readonly kind: 'noNode' }
  /** What the package was to be unpacked into failed; the cluster may have lost it. */
  | { readonly kind: 'noEnvironment'; readonly reason: string }
  /** It was never begun, and why. */
  | { readonly kind: 'notStarted'; readonly reason: string }
  /** Somebody has stopped it. `isPending`: before it was begun, and it still waits there. */
  | { readonly kind: 'stopped'; readonly isPending?: boolean };

/** What `ENTRYPOINT` ends with where there is no Node.js that can be used. */
export const NO_NODE_EXIT = 97;
const OLDEST_NODE = 20;

/** The command that a job runs: the worker, on the machine's own Node.js if that is new enough. */
export const ENTRYPOINT =
  `node -e "process.exit(Number(process.versions.node.split('.')[0])>=${OLDEST_NODE}?0:1)" >/dev/null 2>&1 ` +
  `|| exit ${NO_NODE_EXIT}; exec node dist/rayWorker.cjs`;

/** Failures of a run that its machine is to blame for. */
const MACHINES: ReadonlySet<string> = new Set(['disk-full', 'not-writable', 'trainer-died', 'worker-failed']);
const SHOWN = 600;

/** Reads the end of a job out of what it wrote last, and of what Ray says. `job` is over. */
export function endOf(job: RayJob, final: RunEvent | undefined): JobEnd {
  const node = job.nodeId === undefined ? {} : { nodeId: job.nodeId };
  if (final?.type === 'runFailed' && MACHINES.has(final.code)) {
    const avoid = final.code === 'disk-full' || final.code === 'not-writable';
    return { kind: 'lost', reason: final.message, avoid, ...node };
  }
  // Ray ends its jobs by a signal when it is asked to, and when a node is drained.
  if (final !== undefined && !(final.type === 'runStopped' && job.status === 'FAILED'))
    return { kind: 'final', event: final };
  if (job.status === 'STOPPED') return { kind: 'stopped' };
  if (job.exitCode === NO_NODE_EXIT) return { kind: 'noNode' };
  const reason = printable(shortened(job.message.trim())) || `it ended without a word (${job.status})`;
  if (job.errorType === 'RUNTIME_ENV_SETUP_FAILURE' || /runtime_env setup failed/.test(job.message))
    return { kind: 'noEnvironment', reason };
  if (
    /_START_TIMEOUT|_UNSCHEDULABLE/.test(job.errorType) ||
    /failed to start within|could not be scheduled/.test(job.message)
  )
    return { kind: 'notStarted', reason };
  return { kind: 'lost', reason, avoid: /No space left on device/.test(job.message), ...node };
}

/** Of a traceback the first words, and its end, which says what happened. */
function shortened(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN / 3)} … ${text.slice((-2 * SHOWN) / 3)}`;
}
