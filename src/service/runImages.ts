import type { RunStarted } from '../core/run/events.js';
import { imagesOfSplit } from '../core/training/split.js';
import type { SplitName } from '../datasets/sampleImages.js';
import { RemoteError } from '../protocol/remoteError.js';
import type { Split } from '../protocol/samples.js';
import { readRun } from '../runs/readRun.js';
import { stampOf } from '../runs/runIndex.js';
import type { DatasetShelf, ShelvedDataset } from './datasetShelf.js';

/** A run and the very images that it used. */
export interface RunImages {
  readonly folder: string;
  readonly started: RunStarted;
  readonly dataset: ShelvedDataset;
  /** Numbers of the images of a split, ascending. */
  imagesOf(split: Split): Uint32Array;
}

/** Runs whose beginnings are remembered. */
const MAXIMUM_RUNS = 20;

interface Remembered {
  readonly stamp: string;
  readonly started: RunStarted;
  readonly failure: string | undefined;
  readonly images: Map<Split, Uint32Array>;
}

/** Finds the images of runs; what does not change of a run is read once, as its events can be many. */
export class RunImageFinder {
  readonly #shelf: DatasetShelf;
  /** By folder, the one used last at the end. */
  readonly #remembered = new Map<string, Remembered>();

  constructor(shelf: DatasetShelf) {
    this.#shelf = shelf;
  }

  /** What a run says of itself. @throws RemoteError `run-not-started` */
  async started(folder: string): Promise<RunStarted> {
    return (await this.#remember(folder)).started;
  }

  /** Why a run failed, as it says itself; undefined where it did not. @throws RemoteError `run-not-started` */
  async failure(folder: string): Promise<string | undefined> {
    return (await this.#remember(folder)).failure;
  }

  /** @throws RemoteError `run-not-started`; DatasetError `gone` or `changed`. */
  async find(folder: string): Promise<RunImages> {
    const { started, images } = await this.#remember(folder);
    const dataset = await this.#shelf.ofRun(started);
    const { trainCount, testCount } = dataset.description;
    const imagesOf = (split: Split): Uint32Array => {
      const found = images.get(split) ?? imagesOfSplit(split, { train: trainCount, test: testCount }, started.request);
      images.set(split, found);
      return found;
    };
    return { folder, started, dataset, imagesOf };
  }

  async #remember(folder: string): Promise<Remembered> {
    const stamp = stampOf(folder);
    const known = this.#remembered.get(folder);
    this.#remembered.delete(folder);
    const remembered = known?.stamp === stamp ? known : await readBeginning(folder, stamp);
    this.#remembered.set(folder, remembered);
    for (const other of [...this.#remembered.keys()].slice(0, -MAXIMUM_RUNS)) this.#remembered.delete(other);
    return remembered;
  }
}

/** Among which of a dataset's images those of a split are. */
export function partOf(split: Split): SplitName {
  return split === 'test' ? 'test' : 'train';
}

async function readBeginning(folder: string, stamp: string): Promise<Remembered> {
  const { started, failure } = (await readRun(folder)).state;
  if (started !== undefined) return { stamp, started, failure: failure?.message, images: new Map() };
  throw new RemoteError(
    'The run does not say which images it used: its training never began.',
    'run-not-started',
    'Train the model again.',
  );
}
