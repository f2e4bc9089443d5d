import { userInfo } from 'node:os';
import type { DatasetFindings, DuplicateFindings, FoundPair, ImagePlace } from '../core/honesty/findings.js';
import { type ImageJudgement, overlayOf, placeKey } from '../core/honesty/imageJudgements.js';
import { DEFAULT_SIMILARITY } from '../core/honesty/nearDuplicates.js';
import { checkImages } from '../datasets/checkImages.js';
import {
  type DataCheck,
  type DataCheckCounts,
  type LikeImage,
  MAXIMUM_QUESTIONS,
  type Question,
} from '../protocol/dataChecks.js';
import { RemoteError } from '../protocol/remoteError.js';
import type { ImageOrigin } from '../protocol/service.js';
import { readFindings, writeFindings } from '../runs/findingsStore.js';
import { addJudgements, readJudgements } from '../runs/judgementLog.js';
import type { DatasetShelf, ShelvedDataset } from './datasetShelf.js';
import { requireImage } from './imageBatch.js';
import { RunImageFinder } from './runImages.js';
import type { ServiceHandlers } from './serviceHandlers.js';
import { atIntervals } from './workProgress.js';

const MOST_LIKE = 4;

/** Looking for images in doubt, and keeping what people say of them. */
export function dataCheckHandlers(
  shelf: DatasetShelf,
): Pick<ServiceHandlers, 'checkDataset' | 'readDataCheck' | 'judgeImage'> {
  const datasetOf = originReader(shelf);
  return {
    async checkDataset({ root, from }, { signal, report }) {
      const dataset = await datasetOf(from);
      const { name, checksum, imageShape } = dataset.description;
      // Of the same images the same is found.
      const known = (await readFindings(root, checksum)).duplicates;
      if (known?.similarity === DEFAULT_SIMILARITY) return { name, ...countsOf(known) };
      const part = async (split: 'train' | 'test') => {
        const [images, labels] = await Promise.all([dataset.images(split), dataset.labels(split)]);
        return { count: labels.length, images, labels };
      };
      const tell = atIntervals(report);
      const breathe = async (done: number, total: number) => {
        tell({ message: `Comparing the images of ${name}`, fraction: done / Math.max(1, total) });
        // Others are served in between.
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      };
      const parts = { train: await part('train'), test: await part('test') };
      const found = await checkImages({ name, checksum, imageShape, ...parts }, { time: Date.now(), breathe });
      await writeFindings(root, found);
      return { name, ...countsOf(found) };
    },

    async readDataCheck({ root, from }) {
      const dataset = await datasetOf(from);
      const { checksum } = dataset.description;
      const [findings, { judgements }, train, test] = await Promise.all([
        readFindings(root, checksum),
        readJudgements(root, checksum),
        dataset.labels('train'),
        dataset.labels('test'),
      ]);
      return dataCheckOf(dataset, findings, { train, test }, judgements);
    },

    async judgeImage({ root, from, word }) {
      const dataset = await datasetOf(from);
      requireImage(dataset, word.split, word.image);
      if ((word.verdict === 'relabel') !== (word.label !== undefined))
        throw new RemoteError('A class belongs to relabelling, and to nothing else.', 'malformed');
      if ((word.label ?? 0) >= dataset.description.classNames.length)
        throw new RemoteError(`There is no class ${word.label}.`, 'malformed');
      const judged: ImageJudgement = { ...word, by: userName(), time: Date.now() };
      await addJudgements(root, dataset.description.checksum, [judged]);
      return judged;
    },
  };
}

function countsOf({ exact, near }: Pick<DuplicateFindings, 'exact' | 'near'>): Omit<DataCheckCounts, 'name'> {
  const isLeak = ({ first, second }: FoundPair) => first.split !== second.split;
  return {
    leaks: exact.filter(isLeak).length,
    repeated: exact.filter((pair) => !isLeak(pair)).length,
    nearLeaks: near.filter(isLeak).length,
    nearRepeated: near.filter((pair) => !isLeak(pair)).length,
  };
}

/** Gives the images that an origin means. */
export function originReader(shelf: DatasetShelf): (from: ImageOrigin) => Promise<ShelvedDataset> {
  const runs = new RunImageFinder(shelf);
  return async (from) =>
    'folder' in from ? (await runs.find(from.folder)).dataset : shelf.byId(from.dataset, from.baseFolder, true);
}

/** The questions that findings raise: labels by margin, then pairs by likeness; findings are a file's, and are checked. */
export function dataCheckOf(
  { description }: Pick<ShelvedDataset, 'description'>,
  { duplicates, labels: suspected }: DatasetFindings,
  labels: Readonly<Record<'train' | 'test', Uint8Array>>,
  judgements: readonly ImageJudgement[],
): DataCheck {
  const classCount = description.classNames.length;
  const labelOf = ({ split, image }: ImagePlace) => labels[split][image];
  const like = new Map<string, LikeImage[]>();
  const pairs = [...(duplicates?.exact ?? []), ...(duplicates?.near ?? [])];
  for (const { first, second, similarity } of pairs)
    for (const [one, other] of [
      [first, second],
      [second, first],
    ] as const) {
      const label = labelOf(other);
      const known = like.get(placeKey(one)) ?? [];
      if (label === undefined || labelOf(one) === undefined || known.length >= MOST_LIKE) continue;
      like.set(placeKey(one), [...known, { ...other, label, ...(similarity === undefined ? {} : { similarity }) }]);
    }
  const questions = new Map<string, Question>();
  const ask = (question: Omit<Question, 'like'>) => {
    const key = placeKey(question);
    if (!questions.has(key)) questions.set(key, { ...question, like: like.get(key) ?? [] });
  };
  const suspects = (['train', 'test'] as const)
    .flatMap((split) => (suspected?.[split].suspects ?? []).map((suspect) => ({ split, ...suspect })))
    .sort((a, b) => a.margin - b.margin);
  for (const { split, image, suggested, probability } of suspects) {
    const given = labelOf({ split, image });
    if (given !== undefined && suggested < classCount)
      ask({ split, image, finding: 'label', given, suggested, probability });
  }
  for (const { second, similarity } of pairs) {
    const given = labelOf(second);
    const finding = similarity === undefined ? 'duplicate' : 'near-duplicate';
    if (given !== undefined) ask({ split: second.split, image: second.image, finding, given });
  }
  const all = [...questions.values()];
  const model = suspected?.model;
  return {
    checksum: description.checksum,
    classNames: description.classNames,
    repeated: duplicates === undefined ? null : countsOf(duplicates),
    suspected:
      suspected === undefined
        ? null
        : {
            train: suspected.train.suspects.length,
            test: suspected.test.suspects.length,
            accuracy: suspected.train.accuracy,
          },
    questions: all.slice(0, MAXIMUM_QUESTIONS),
    isCut: all.length > MAXIMUM_QUESTIONS,
    judgedBy: model === undefined ? '' : `${model.name}, ${model.folds} folds, seed ${model.seed}`.slice(0, 500),
    judged: [...overlayOf(judgements).values()],
  };
}

/** Who is at the machine, as far as the system says. */
function userName(): string {
  try {
    return userInfo().username.slice(0, 100) || 'somebody';
  } catch {
    return 'somebody';
  }
}
