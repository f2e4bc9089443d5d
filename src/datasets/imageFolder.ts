import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import type { Dataset, DatasetDescription, ImageShape } from '../core/dataset.js';
import { folderIdText } from '../core/datasetId.js';
import { toModelImage } from '../core/image/toModelImage.js';
import { type CustomSplit, customSplit } from './customSplit.js';
import { DatasetError } from './datasetError.js';
import type { DatasetOptions, DatasetProvider } from './datasetProvider.js';
import { folderPathOf } from './folderPathOf.js';
import { readFolderSettings } from './folderSettings.js';
import { type ListedPicture, listPictures } from './listPictures.js';
import type { OpenDataset } from './openDataset.js';
import { commonShape, lookAtPictures, pictureError, readPictureFile } from './pictureFiles.js';
import { decodePicture } from './pictures/decodePicture.js';

const PREFIX = 'images:';
/** Of each class, where neither a `test` folder nor the settings say which images test. */
const DEFAULT_TEST = 0.2;

/**
 * Pictures in folders named by their classes: `images:DIR`. They are read one by one and kept as bytes of one size; what a
 * model sees is `toModelImage` of each.
 */
export const imageFolder: DatasetProvider = {
  idPattern: 'images:DIR',
  title: 'Image folder',
  description: 'PNG and JPEG pictures: DIR/CLASS/NAME.png, or DIR/train/CLASS/… and DIR/test/CLASS/….',
  matches: (id) => id.startsWith(PREFIX),
  normalize: (id) => folderIdText({ kind: 'images', path: pathOf(id) }),
  load: async (id, options) => decode(await plan(id, options), options.signal),
  open,
  describesUnread: false,
  describe: async (id, options) => (await plan(id, options)).description,
};

function pathOf(id: string): string {
  return resolve(folderPathOf(id, 'the pictures', 'images:./flowers'));
}

/** What is known of a folder before a picture is decoded: all but the pixels. */
interface FolderPlan {
  readonly description: DatasetDescription;
  readonly train: readonly ListedPicture[];
  readonly test: readonly ListedPicture[];
  /** SHA-256 of each picture's file, by its path. */
  readonly digests: ReadonlyMap<string, Buffer>;
}

/** Reads each file, for its header and its checksum. @throws DatasetError */
async function plan(id: string, options: DatasetOptions): Promise<FolderPlan> {
  const folder = pathOf(id);
  const settings = await readFolderSettings(folder, ['size', 'channels']);
  const list = await listPictures(folder, settings.classes, options.signal);
  const all = [...list.train, ...list.test];
  const { headers, digests } = await lookAtPictures(all, options.signal);
  const imageShape = commonShape(all, headers, settings);
  const test = settings.test ?? (list.test.length === 0 ? DEFAULT_TEST : undefined);
  const numbers = new Map(all.map(({ key }, index) => [key, index]));
  const labels = Uint8Array.from(all, ({ label }) => label);
  const split = await customSplit(folder, { ...settings, test }, labels, (line) =>
    numbers.get(line.replaceAll('\\', '/').replace(/^\.\//, '')),
  );
  const [train, tests] = split === undefined ? [list.train, list.test] : splitList(all, split);
  const description: DatasetDescription = {
    id: folderIdText({ kind: 'images', path: folder }),
    name: `${settings.name ?? (basename(folder) || folder)} (image folder)`,
    source: { kind: 'folder', location: folder, isSample: false },
    classNames: list.classNames,
    imageShape,
    trainCount: train.length,
    testCount: tests.length,
    checksum: checksumOf(imageShape, list.classNames, [train, tests], digests),
  };
  return { description, train, test: tests, digests };
}

function splitList(all: readonly ListedPicture[], { train, test }: CustomSplit): [ListedPicture[], ListedPicture[]] {
  const take = (indices: Uint32Array) => Array.from(indices).flatMap((index) => all[index] ?? []);
  return [take(train), take(test)];
}

/** Over the files in their order with their classes, and the shape that they are brought to: not where they lie. */
function checksumOf(
  shape: ImageShape,
  classNames: readonly string[],
  splits: readonly (readonly ListedPicture[])[],
  digests: ReadonlyMap<string, Buffer>,
): string {
  const hash = createHash('sha256').update(JSON.stringify([shape, classNames]));
  for (const split of splits) {
    hash.update(`${split.length}\n`);
    for (const { path, label } of split) hash.update(Uint8Array.of(label)).update(digests.get(path) ?? '');
  }
  return hash.digest('hex');
}

/** Decodes every picture of a plan. @throws DatasetError `picture` naming the first that cannot be, `changed`. */
async function decode(plan: FolderPlan, signal: AbortSignal | undefined): Promise<Dataset> {
  const { description } = plan;
  const { imageShape } = description;
  const size = imageShape.reduce((product, side) => product * side, 1);
  const decodeAll = async (pictures: readonly ListedPicture[]) => {
    const images = new Uint8Array(pictures.length * size);
    for (const [index, { path }] of pictures.entries()) {
      signal?.throwIfAborted();
      const bytes = await readPictureFile(path);
      if (
        !createHash('sha256')
          .update(bytes)
          .digest()
          .equals(plan.digests.get(path) ?? Buffer.alloc(0))
      )
        throw changedMeanwhile(path);
      const picture = await decodePicture(bytes).catch((error: unknown) => {
        throw pictureError(error, path);
      });
      images.set(toModelImage(picture, imageShape), index * size);
    }
    return { count: pictures.length, images, labels: Uint8Array.from(pictures, ({ label }) => label) };
  };
  const train = await decodeAll(plan.train);
  const test = await decodeAll(plan.test);
  const { trainCount: _, testCount: __, ...rest } = description;
  return { ...rest, train, test };
}

/** Decodes nothing before images are asked for, and then all of them, once. */
async function open(id: string, options: DatasetOptions): Promise<OpenDataset> {
  const planned = await plan(id, options);
  let decoded: Promise<Dataset> | undefined;
  const dataset = () => {
    decoded ??= decode(planned, undefined).catch((error: unknown) => {
      decoded = undefined;
      throw error;
    });
    return decoded;
  };
  return {
    description: planned.description,
    labels: async (split) => Uint8Array.from(planned[split], ({ label }) => label),
    images: async (split) => (await dataset())[split].images,
  };
}

function changedMeanwhile(path: string): DatasetError {
  const advice = 'Try again when nothing writes to the folder.';
  return new DatasetError({ code: 'changed', path, problem: 'was changed while the folder was read', advice });
}
