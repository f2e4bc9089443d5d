import { Mismatch, nullable, object, oneOf, type Reader, textUpTo, whole } from '../core/run/readers.js';
import { RayError } from './rayError.js';

/** How far a job is, as Ray says it. */
export type RayJobStatus = 'PENDING' | 'RUNNING' | 'STOPPED' | 'SUCCEEDED' | 'FAILED';

/** What a cluster says of itself. */
export interface RayVersion {
  /** Of Ray: `2.60.0`. */
  readonly rayVersion: string;
  /** Of the Jobs interface, as it counts: `4`. */
  readonly apiVersion: string;
}

/** What a cluster says of a job. */
export interface RayJob {
  readonly status: RayJobStatus;
  /** In Ray's words; may be long, and holds the end of the log where the command failed. */
  readonly message: string;
  /** `JOB_SUPERVISOR_ACTOR_DIED` and the like; empty where it is not told. */
  readonly errorType: string;
  readonly nodeId?: string;
  readonly exitCode?: number;
}

const name = textUpTo(1_000);

const readVersion = object({ ray_version: name }, { version: name });
const readJob = object(
  { status: oneOf('PENDING', 'RUNNING', 'STOPPED', 'SUCCEEDED', 'FAILED') },
  {
    message: nullable(textUpTo(1_000_000)),
    error_type: nullable(name),
    driver_node_id: nullable(name),
    driver_exit_code: nullable(whole(-(2 ** 31))),
  },
);

/** @throws RayError `bad-answer` for all of these. */
export function versionFrom(value: unknown): RayVersion {
  const { ray_version, version } = read(readVersion, value, 'its version');
  return { rayVersion: ray_version, apiVersion: version ?? '' };
}

export function jobFrom(value: unknown): RayJob {
  const { status, message, error_type, driver_node_id, driver_exit_code } = read(readJob, value, 'a job');
  return {
    status,
    message: message ?? '',
    errorType: error_type ?? '',
    ...(driver_node_id === null || driver_node_id === undefined ? {} : { nodeId: driver_node_id }),
    ...(driver_exit_code === null || driver_exit_code === undefined ? {} : { exitCode: driver_exit_code }),
  };
}

/** Free and all processors, from the autoscaler's report; undefined where it says nothing of them. */
export function processorsFrom(value: unknown): { readonly used: number; readonly total: number } | undefined {
  const usage = [
    ['data', 'clusterStatus', 'loadMetricsReport', 'usage', 'CPU'],
    ['cluster_status', 'usage', 'CPU'],
  ]
    .map((path) => path.reduce<unknown>(member, value))
    .find((found) => Array.isArray(found));
  const [used, total] = (usage ?? []) as unknown[];
  return typeof used === 'number' && typeof total === 'number' && used >= 0 && total >= 0 ? { used, total } : undefined;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function read<T>(reader: Reader<T>, value: unknown, what: string): T {
  try {
    return reader(value, '');
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    throw new RayError(
      'bad-answer',
      `The cluster says of ${what} what this version does not understand (${error.message}).`,
      'Is the address that of a Ray dashboard?',
      { cause: error },
    );
  }
}
