import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunEvent, RunFailed } from '../core/run/events.js';
import { ORDER_RUN_FOLDER, parseOrder, type WorkerOrder } from '../ray/orderFile.js';
import { STREAM_VERSION } from '../ray/streamLines.js';
import { readRegularFile } from '../regularFile.js';
import { runFiles } from '../runs/runFolder.js';
import { isFinalEvent } from '../runs/runWriter.js';
import { TrainerProcess } from '../runs/trainerProcess.js';
import { version } from '../version.js';
import { FolderMirror } from './folderMirror.js';
import { StreamWriter } from './streamWriter.js';

export interface Work {
  /** Where the order was unpacked. */
  readonly orderFolder: string;
  readonly orderText: string;
  /** The bundled trainer. */
  readonly trainerEntry: string;
  readonly stream?: StreamWriter;
}

const LOOK_MS = 250;
const LOG_BYTES = 2 ** 20;
const TOLD_LOG = 60_000;
/** Ray kills three seconds after it has asked to stop. */
const STOP_MS = 2_000;

/**
 * Does what an order asks for: a training in a child process, as on the machine that ordered it, in a folder that is gone
 * afterwards; all that it leaves goes out as lines. Gives the exit code: 0 if the run came to an end that is none of this
 * machine's fault. @throws Error when the order cannot be read, or nothing can be written.
 */
export async function workOff({
  orderFolder,
  orderText,
  trainerEntry,
  stream = new StreamWriter(),
}: Work): Promise<number> {
  const order = parseOrder(orderText);
  stream.send({ type: 'hello', protocol: STREAM_VERSION, version, node: process.versions.node });
  let scratch: string | undefined;
  try {
    scratch = mkdtempSync(path.join(tmpdir(), 'bakeoff-ray-'));
    const runFolder = path.join(scratch, order.runId);
    const end = await train(order, { runFolder, orderFolder, trainerEntry, stream });
    stream.end();
    return end?.type === 'runFailed' ? 1 : 0;
  } catch (error) {
    // The disk takes no folder, no request: told as the trainer would, so that it is tried elsewhere.
    stream.send({ type: 'event', event: failure(error as NodeJS.ErrnoException) });
    stream.end();
    return 1;
  } finally {
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
  }
}

interface Place {
  readonly runFolder: string;
  readonly orderFolder: string;
  readonly trainerEntry: string;
  readonly stream: StreamWriter;
}

async function train(
  order: WorkerOrder,
  { runFolder, orderFolder, trainerEntry, stream }: Place,
): Promise<RunEvent | undefined> {
  mkdirSync(runFolder);
  const mirror = new FolderMirror(runFolder, (message) => stream.send(message));
  const launch = { entry: trainerEntry, runFolder, env: order.env, stopTimeoutMs: STOP_MS };
  if (order.resume) cpSync(path.join(orderFolder, ORDER_RUN_FOLDER), runFolder, { recursive: true });
  const training = order.resume
    ? await TrainerProcess.resume(launch)
    : TrainerProcess.start({ ...launch, request: order.request });
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void training.stop(`ended by ${signal} on the cluster`));
  let told = 0;
  let final: RunEvent | undefined;
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(() => mirror.sendCheckpoint(told)).catch(() => undefined);
  }, LOOK_MS);
  try {
    for await (const event of training.events) {
      if (isFinalEvent(event)) final = event;
      else if (event.type === 'runStarted' && isOtherData(order, event.dataset.checksum)) {
        final = otherData(order, event.dataset.checksum, event.dataset.source.location);
        void training.kill('other images');
        break;
      } else stream.send({ type: 'event', event });
      if (event.type === 'epochEnded') told = event.epoch;
    }
    await training.exited;
  } finally {
    clearInterval(timer);
    await looking;
  }
  await mirror.sendResults();
  const log = await readLog(runFolder);
  if (log !== '') stream.send({ type: 'log', text: log });
  // Last, so that a run that has ended has all its files.
  if (final !== undefined) stream.send({ type: 'event', event: final });
  return final;
}

function isOtherData({ imagesChecksum }: WorkerOrder, checksum: string): boolean {
  return imagesChecksum !== '' && imagesChecksum !== checksum;
}

function otherData({ request, imagesChecksum }: WorkerOrder, checksum: string, location: string): RunFailed {
  const short = (text: string) => text.slice(0, 8);
  return {
    type: 'runFailed',
    time: Date.now(),
    durationMs: 0,
    code: 'other-images',
    message:
      `The images of ${request.dataset} on the worker (${location}) are not those on this machine: checksum ` +
      `${short(checksum)}, expected ${short(imagesChecksum)}. Put the same files on the workers, or fetch the data set there.`,
  };
}

function failure({ code, message }: NodeJS.ErrnoException): RunFailed {
  const isFull = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  const base = { type: 'runFailed' as const, time: Date.now(), durationMs: 0 };
  return isFull
    ? { ...base, code: 'disk-full', message: `The disk of the worker is full: ${message}.` }
    : { ...base, code: 'worker-failed', message: `The worker could not begin: ${message}.` };
}

async function readLog(runFolder: string): Promise<string> {
  try {
    const bytes = await readRegularFile(path.join(runFolder, runFiles.log), {
      maximumBytes: LOG_BYTES,
      refuseLinks: true,
    });
    return bytes.subarray(-TOLD_LOG).toString('utf8');
  } catch {
    return '';
  }
}
