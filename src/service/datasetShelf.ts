import type { RunStarted } from '../core/run/events.js';
import { datasetIdOf } from '../datasets/datasetId.js';
import { openDataset } from '../datasets/index.js';
import type { OpenDataset } from '../datasets/openDataset.js';
import { openRecordedDataset } from '../datasets/recordedDataset.js';
import type { SplitName } from '../datasets/sampleImages.js';

export interface ShelfOptions {
  /** Datasets at once; default 2. */
  readonly most?: number;
  /** From the last use of a dataset to its bytes being let go; default two minutes. */
  readonly idleMs?: number;
}

/** A dataset whose parts are read once, when they are first asked for. */
export type ShelvedDataset = OpenDataset;

interface Shelved {
  readonly dataset: ShelvedDataset;
  idle: NodeJS.Timeout | undefined;
}

/** The datasets that were looked at last: bytes of images are kept for a while, not for ever. */
export class DatasetShelf {
  readonly #most: number;
  readonly #idleMs: number;
  /** By checksum, the one used last at the end. */
  readonly #shelved = new Map<string, Shelved>();
  /** By checksum: of several who ask at once, one reads. */
  readonly #opening = new Map<string, Promise<ShelvedDataset>>();
  /** Checksums of what ids last meant. */
  readonly #checksums = new Map<string, string>();

  constructor({ most = 2, idleMs = 120_000 }: ShelfOptions = {}) {
    this.#most = most;
    this.#idleMs = idleMs;
  }

  /** The very images that a run used. @throws DatasetError `gone` or `changed` */
  async ofRun({ request, dataset: description }: RunStarted): Promise<ShelvedDataset> {
    const known = this.#use(description.checksum);
    if (known !== undefined) return known;
    const opening =
      this.#opening.get(description.checksum) ??
      openRecordedDataset({ id: request.dataset, description }).then((opened) => this.#keep(opened));
    this.#opening.set(description.checksum, opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(description.checksum);
    }
  }

  /** What an id means now; read again though it is there, unless `isKnownEnough`. @throws DatasetError */
  async byId(id: string, baseFolder?: string, isKnownEnough = false): Promise<ShelvedDataset> {
    const normalizedId = datasetIdOf(id, baseFolder);
    const checksum = isKnownEnough ? this.#checksums.get(normalizedId) : undefined;
    const known = checksum === undefined ? undefined : this.#use(checksum);
    if (known !== undefined) return known;
    const opened = await openDataset(normalizedId);
    this.#checksums.set(normalizedId, opened.description.checksum);
    return this.#use(opened.description.checksum) ?? this.#keep(opened);
  }

  /** Lets go of everything. */
  dispose(): void {
    for (const checksum of [...this.#shelved.keys()]) this.#drop(checksum);
  }

  #keep(opened: OpenDataset): ShelvedDataset {
    const { checksum } = opened.description;
    this.#drop(checksum);
    this.#shelved.set(checksum, { dataset: readOnce(opened), idle: undefined });
    for (const other of [...this.#shelved.keys()].slice(0, -this.#most)) this.#drop(other);
    return this.#use(checksum) ?? opened;
  }

  #use(checksum: string): ShelvedDataset | undefined {
    const shelved = this.#shelved.get(checksum);
    if (shelved === undefined) return undefined;
    clearTimeout(shelved.idle);
    shelved.idle = setTimeout(() => this.#drop(checksum), this.#idleMs).unref();
    this.#shelved.delete(checksum);
    this.#shelved.set(checksum, shelved);
    return shelved.dataset;
  }

  #drop(checksum: string): void {
    clearTimeout(this.#shelved.get(checksum)?.idle);
    this.#shelved.delete(checksum);
  }
}

/** What could not be read is tried again by the next who asks. */
function readOnce({ description, licence, labels, images }: OpenDataset): ShelvedDataset {
  const parts = new Map<string, Promise<Uint8Array>>();
  const once = (name: string, split: SplitName, read: (split: SplitName) => Promise<Uint8Array>) => {
    const key = `${name} ${split}`;
    const part = parts.get(key) ?? read(split);
    parts.set(key, part);
    part.catch(() => parts.delete(key));
    return part;
  };
  return {
    description,
    ...(licence === undefined ? {} : { licence }),
    labels: (split) => once('labels', split, labels),
    images: (split) => once('images', split, images),
  };
}
