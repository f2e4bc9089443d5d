import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '../core/format.js';
import { tailLogs } from './logTail.js';
import { RayError } from './rayError.js';
import { jobFrom, processorsFrom, type RayJob, type RayVersion, versionFrom } from './rayReplies.js';
import { type RayConnection, RayTransport } from './rayTransport.js';

/** A job to be begun. */
export interface JobSubmission {
  /** Ours: a submission that is repeated after its answer was lost begins no second job. */
  readonly submissionId: string;
  /** A shell's command. */
  readonly entrypoint: string;
  readonly runtimeEnv: Readonly<Record<string, unknown>>;
  /** Logical processors that Ray sets aside. */
  readonly cpus: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** Nodes that it must not run on, by Ray's ids. */
  readonly avoidNodes?: readonly string[];
}

/** How often and how patiently a request is repeated. */
export interface RayPatience {
  readonly attempts: number;
  /** Before the second attempt; doubles each time, up to 5 s. */
  readonly backoffMs: number;
}

const PATIENCE: RayPatience = { attempts: 4, backoffMs: 300 };
const MAXIMUM_BACKOFF_MS = 5_000;
/** Ray's Jobs interface over REST, with `entrypoint_num_cpus`, came with 2.2; what is older is refused by name. */
const OLDEST = { major: 2, minor: 9 };
const MAXIMUM_LOG_BYTES = 256 * 2 ** 20;

/**
 * The Jobs interface of one cluster, as far as it is used here. Requests are paced, bounded in time and size, and repeated
 * where that may help; every method throws RayError for what a cluster does, and the signal's reason.
 */
export class RayClient {
  readonly #transport: RayTransport;
  readonly #patience: RayPatience;

  constructor(connection: RayConnection, patience: RayPatience = PATIENCE) {
    this.#transport = new RayTransport(connection);
    this.#patience = patience;
  }

  /** For people, without a closing slash. */
  get address(): string {
    return this.#transport.url.href.replace(/\/$/, '');
  }

  /** Who answers there. @throws RayError `wrong-version` for a Ray that is too old. */
  async version(signal?: AbortSignal): Promise<RayVersion> {
    const version = versionFrom(await this.#json('GET', 'api/version', { signal }));
    const [major = 0, minor = 0] = version.rayVersion.split('.').map(Number);
    if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return version;
    throw new RayError(
      'wrong-version',
      `The cluster at ${this.address} has Ray ${printable(version.rayVersion)}; ${OLDEST.major}.${OLDEST.minor} is the oldest that can be used.`,
      'Update Ray there.',
    );
  }

  /** True if the cluster has the package; it keeps it for some minutes more then. */
  async hasPackage(name: string, signal?: AbortSignal): Promise<boolean> {
    const { status } = await this.#repeat('GET', `api/packages/gcs/${name}`, { signal, expected: [404] });
    return status !== 404;
  }

  /** Puts a package, a zip, over one of the same name. */
  async putPackage(name: string, zip: Uint8Array, signal?: AbortSignal): Promise<void> {
    await this.#repeat('PUT', `api/packages/gcs/${name}`, { signal, body: zip });
  }

  /** Begins a job; one of that id that is there already is taken for it. */
  async submit(job: JobSubmission, signal?: AbortSignal): Promise<void> {
    const { avoidNodes = [] } = job;
    const body = JSON.stringify({
      entrypoint: job.entrypoint,
      submission_id: job.submissionId,
      runtime_env: job.runtimeEnv,
      entrypoint_num_cpus: job.cpus,
      metadata: job.metadata,
      ...(avoidNodes.length === 0
        ? {}
        : { entrypoint_label_selector: { 'ray.io/node-id': `!in(${avoidNodes.join(',')})` } }),
    });
    try {
      await this.#repeat('POST', 'api/jobs/', { signal, body });
    } catch (error) {
      if (error instanceof RayError && /already exists/.test(error.message)) return;
      throw error;
    }
  }

  /** How far a job is; undefined if the cluster knows of none, as after its head was started anew. */
  async job(submissionId: string, signal?: AbortSignal): Promise<RayJob | undefined> {
    const { status, text } = await this.#repeat('GET', jobPath(submissionId), { signal, expected: [404] });
    return status === 404 ? undefined : jobFrom(parseJson(text));
  }

  /** All that a job has written so far. */
  async logs(submissionId: string, signal?: AbortSignal): Promise<string> {
    const answer = await this.#json('GET', `${jobPath(submissionId)}/logs`, {
      signal,
      maximumBytes: MAXIMUM_LOG_BYTES,
    });
    const logs = (answer as { logs?: unknown } | null)?.logs;
    if (typeof logs !== 'string') throw new RayError('bad-answer', 'The cluster answers with no log.');
    return logs;
  }

  /** Asks for the end of a job. False: there is none that runs. */
  async stop(submissionId: string, signal?: AbortSignal): Promise<boolean> {
    const { status } = await this.#repeat('POST', `${jobPath(submissionId)}/stop`, {
      signal,
      expected: [404],
      body: '{}',
    });
    return status !== 404;
  }

  /** How many processors Ray has given away, and has in all; undefined where it does not say. Never throws for that. */
  async processors(signal?: AbortSignal): Promise<{ readonly used: number; readonly total: number } | undefined> {
    try {
      return processorsFrom(await this.#json('GET', 'api/cluster_status', { signal }));
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof RayError) return undefined;
      throw error;
    }
  }

  /**
   * Hands on what a job writes, from its first byte, piece by piece, until it has ended and all is told. Pieces end
   * anywhere. @throws RayError when the connection breaks or is silent; whatever `onText` throws.
   */
  async tail(submissionId: string, onText: (text: string) => void, signal: AbortSignal): Promise<void> {
    await this.#transport.pacer.turn(signal);
    await tailLogs(this.#transport, `${jobPath(submissionId)}/logs/tail`, onText, signal);
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }

  async #json(method: 'GET' | 'POST', path: string, options: RequestOptions): Promise<unknown> {
    return parseJson((await this.#repeat(method, path, options)).text);
  }

  async #repeat(method: 'GET' | 'POST' | 'PUT', path: string, options: RequestOptions) {
    for (let attempt = 1; ; attempt += 1)
      try {
        return await this.#transport.request(method, path, options);
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!(error instanceof RayError) || !error.isPassing || attempt >= this.#patience.attempts) throw error;
        const backoff = Math.min(this.#patience.backoffMs * 2 ** (attempt - 1), MAXIMUM_BACKOFF_MS);
        // Spread, so that many runs do not come back all at once.
        await sleep(backoff * (0.75 + Math.random() / 2));
      }
  }
}

interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  readonly body?: string | Uint8Array;
  /** Statuses beside 200 that are an answer. */
  readonly expected?: readonly number[];
  readonly maximumBytes?: number;
}

function jobPath(submissionId: string): string {
  return `api/jobs/${encodeURIComponent(submissionId)}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RayError(
      'bad-answer',
      'The cluster answers with something that is not JSON.',
      'Is the address that of a Ray dashboard, and not of a page in front of it that asks to sign in?',
      { cause: error },
    );
  }
}
