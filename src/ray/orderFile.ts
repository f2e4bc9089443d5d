import { parseRunRequest } from '../core/run/parseEvent.js';
import { flag, object, recordOf, textUpTo } from '../core/run/readers.js';
import type { RunRequest } from '../core/run/request.js';

/** Name of an order within its package. */
export const ORDER_FILE = 'bakeoff-order.json';
/** Folder beside it with what a resumed run needs: request, events, checkpoint. */
export const ORDER_RUN_FOLDER = 'bakeoff-run';

/** What a worker is to do. */
export interface WorkerOrder {
  /** Name of the run's folder, here and there. */
  readonly runId: string;
  readonly request: RunRequest;
  /** It goes on with the run in the package. */
  readonly resume: boolean;
  /** Laid over the trainer's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** SHA-256 that the images must have; empty: whatever is found. */
  readonly imagesChecksum: string;
}

const readPlain = object({
  runId: textUpTo(200),
  resume: flag,
  env: recordOf(textUpTo(10_000)),
  imagesChecksum: textUpTo(200),
});

/** Reads an order from JSON. @throws Error with what is wrong. */
export function parseOrder(text: string): WorkerOrder {
  const value: unknown = JSON.parse(text);
  const plain = readPlain(value, '');
  const request = parseRunRequest((value as { request?: unknown }).request);
  if (request === undefined) throw new Error('request: what is to be trained cannot be read');
  if (!/^[\w.-]+$/.test(plain.runId) || plain.runId.startsWith('.')) throw new Error(`runId: ${plain.runId} is none`);
  return { ...plain, request };
}
