import { lstat, mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import type { RunEvent } from '../core/run/events.js';
import { parseEvent } from '../core/run/parseEvent.js';
import { count, flag, listUpTo, measured, object, oneOf, type Reader, whole } from '../core/run/readers.js';
import type { KeptByCallback, TrainingCheckpoint } from '../core/training/trainingCheckpoint.js';
import { CheckpointError, readCheckpointFile, type Tensors, writeCheckpointFile } from './checkpointFile.js';
import { runFiles } from './runFolder.js';

/** As many as a recipe may have. */
const MAXIMUM_CALLBACKS = 20;
const MAXIMUM_HISTORY = 2_000_000;

/** A checkpoint as it lies on disk: with the run's events until then, so that a lost events file can be made again. */
export interface StoredCheckpoint {
  readonly training: TrainingCheckpoint;
  /** All events but `batchesTrained`, from `runStarted` on. */
  readonly history: readonly RunEvent[];
}

/** The newest usable checkpoint, and what was wrong with newer ones. */
export interface CheckpointFound {
  readonly checkpoint?: StoredCheckpoint;
  /** Sentences for people. */
  readonly problems: readonly string[];
}

/** What a checkpoint holds besides tensors. */
interface StoredState extends Omit<TrainingCheckpoint, 'kept' | 'weights' | 'slots'> {
  readonly kept: readonly Pick<KeptByCallback, 'callback' | 'epoch'>[];
  readonly history: readonly unknown[];
}

/**
 * Writes the checkpoints of one run into `checkpoint/`: `epoch-<n>.bin` after each epoch, and `kept-<n>.bin` with the
 * weights that callbacks hold on to. The last two of the former stay, with the weights that they need: should the newest
 * be damaged, the one before it serves. Every method throws an Error when the disk refuses, and leaves what was there.
 */
export class CheckpointWriter {
  readonly #folder: string;
  /** Names that the previous checkpoint needs. */
  #previous: readonly string[] = [];
  readonly #soundKept = new Set<string>();

  constructor(runFolder: string, resumedFrom?: TrainingCheckpoint) {
    this.#folder = path.join(runFolder, runFiles.checkpoint);
    if (resumedFrom === undefined) return;
    this.#previous = namesOf(resumedFrom);
    for (const { epoch } of resumedFrom.kept) this.#soundKept.add(keptName(epoch));
  }

  async write({ training, history }: StoredCheckpoint): Promise<void> {
    const { kept, weights, slots, ...state } = training;
    const content: StoredState = { ...state, kept: kept.map(({ callback, epoch }) => ({ callback, epoch })), history };
    await makeFolder(this.#folder);
    for (const { epoch, weights: own } of kept) {
      // Written once, and anew where an earlier attempt may have left a damaged one.
      const name = keptName(epoch);
      if (this.#soundKept.has(name)) continue;
      await writeCheckpointFile(path.join(this.#folder, name), { state: { epoch }, groups: { weights: own } });
      this.#soundKept.add(name);
    }
    const file = path.join(this.#folder, epochName(training.epoch));
    await writeCheckpointFile(file, { state: content, groups: { weights, slots } });
    const needed = namesOf(training);
    await this.#removeAllBut([...needed, ...this.#previous]);
    this.#previous = needed;
  }

  /** The run is complete: only kept weights stay, but for those of `restoredEpoch`, which the model has. */
  async finish(restoredEpoch: number | undefined): Promise<void> {
    const isLeft = (name: string) => /^kept-/.test(name) && name !== keptName(restoredEpoch ?? 0);
    await this.#removeAllBut(this.#previous.filter(isLeft));
    // Not if somebody else's files are in it.
    await rmdir(this.#folder).catch(() => undefined);
  }

  async #removeAllBut(needed: readonly string[]): Promise<void> {
    const superfluous = (await namesIn(this.#folder)).filter((name) => !needed.includes(name));
    await Promise.all(superfluous.map((name) => rm(path.join(this.#folder, name), { recursive: true, force: true })));
  }
}

/** The newest checkpoint of a run that is whole, with all kept weights that it needs. Never throws. */
export async function readCheckpoint(runFolder: string): Promise<CheckpointFound> {
  const folder = path.join(runFolder, runFiles.checkpoint);
  const epochs = (await namesIn(folder))
    .flatMap((name) => /^epoch-(\d{1,9})\.bin$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
  const problems: string[] = [];
  for (const epoch of epochs)
    try {
      return { checkpoint: await readStored(folder, epoch), problems };
    } catch (error) {
      problems.push(`The checkpoint of epoch ${epoch} cannot be used: ${(error as Error).message}.`);
    }
  return { problems };
}

async function readStored(folder: string, epoch: number): Promise<StoredCheckpoint> {
  const { state, groups } = await readCheckpointFile(path.join(folder, epochName(epoch)));
  const { kept: keptEpochs, history, ...rest } = readState(state, 'its state');
  if (rest.epoch !== epoch) throw new CheckpointError(`it says that it is of epoch ${rest.epoch}`);
  const kept: KeptByCallback[] = [];
  for (const own of keptEpochs) {
    const known = kept.find((other) => other.epoch === own.epoch);
    const weights = known?.weights ?? (await readKept(folder, own.epoch));
    kept.push({ ...own, weights });
  }
  const training = { ...rest, kept, weights: groups.weights ?? {}, slots: groups.slots ?? {} };
  const events = history.flatMap((value) => {
    const parsed = parseEvent(value);
    return 'event' in parsed ? [parsed.event] : [];
  });
  return { training, history: events };
}

const anything: Reader<unknown> = (value) => value;

/** A checksum that fits says nothing of who wrote it: every field that somebody relies on is checked, names of files above all. */
const readState: Reader<StoredState> = object<Omit<StoredState, 'phase'>, Required<Pick<StoredState, 'phase'>>>(
  {
    epoch: whole(1),
    step: count,
    baseLearningRate: measured,
    isStopping: flag,
    callbackStates: listUpTo(MAXIMUM_CALLBACKS, anything),
    kept: listUpTo(MAXIMUM_CALLBACKS, object({ callback: whole(0, MAXIMUM_CALLBACKS), epoch: count })),
    history: listUpTo(MAXIMUM_HISTORY, anything),
  },
  {
    phase: object({
      name: oneOf('training', 'head', 'fineTuning'),
      beginning: object({ epoch: count, step: count }),
    }),
  },
);

async function readKept(folder: string, epoch: number): Promise<Tensors> {
  try {
    return (await readCheckpointFile(path.join(folder, keptName(epoch)))).groups.weights ?? {};
  } catch (error) {
    throw new Error(`the weights kept at epoch ${epoch}: ${(error as Error).message}`);
  }
}

function namesOf({ epoch, kept }: TrainingCheckpoint): readonly string[] {
  return [epochName(epoch), ...kept.map((own) => keptName(own.epoch))];
}

function epochName(epoch: number): string {
  return `epoch-${epoch}.bin`;
}

function keptName(epoch: number): string {
  return `kept-${epoch}.bin`;
}

/** Makes the folder. A link of that name goes: it would have checkpoints written, and others removed, elsewhere. */
async function makeFolder(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => undefined);
  if (found?.isSymbolicLink()) await rm(folder);
  await mkdir(folder, { recursive: true });
}

/** Names of checkpoint files, also of those that are not finished. What else lies there is none of our business. */
async function namesIn(folder: string): Promise<string[]> {
  const found = await lstat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) return [];
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => /^(epoch|kept)-\d+\.bin(\.\d+\.new)?$/.test(name));
}
