import path from 'node:path';
import { MAXIMUM_LENGTH } from '../core/definition/jsonDocument.js';
import { parseModel } from '../core/definition/parseModel.js';
import { augmentationProgram } from '../core/graph/augmentationProgram.js';
import { planModel } from '../core/plan/planModel.js';
import { augmentationBatch } from '../core/samples/augmentationBatch.js';
import { chooseSamples } from '../datasets/sampleImages.js';
import { type AugmentedSamples, imagesAtOnce } from '../protocol/samples.js';
import { readRegularFile } from '../regularFile.js';
import { runFiles } from '../runs/runFolder.js';
import type { Task } from '../runs/taskTrainer.js';
import type { AugmentedReply, AugmentMessage } from '../runs/trainerMessages.js';
import { readImageBatch } from './imageBatch.js';
import type { RunImages } from './runImages.js';

/** Of each image: as many as fit beside it in a row. */
const VARIANTS = 9;
/** The same images that a dataset is shown by. */
const SAMPLE_SEED = 0;

/**
 * What a run's augmentation makes of one training image of each class. A trainer is only asked where it makes anything.
 * @throws DatasetError; what `augment` rejects with.
 */
export async function augmentedSamples(
  { folder, started, dataset }: RunImages,
  augment: (task: Task<AugmentMessage>) => Promise<AugmentedReply>,
): Promise<AugmentedSamples> {
  const { imageShape, classNames } = dataset.description;
  const definitionPath = path.join(folder, runFiles.definition);
  const limits = { maximumBytes: 4 * MAXIMUM_LENGTH, refuseLinks: true };
  const definitionText = (await readRegularFile(definitionPath, limits)).toString('utf8');
  const nothing = { layers: [], imageShape, variants: 0, classes: [], bytes: new Uint8Array() };
  if (!augments(definitionText, imageShape, classNames.length)) return nothing;

  const [height, width, channels] = imageShape;
  const most = Math.floor(imagesAtOnce({ height, width, channels }) / Math.max(1, classNames.length));
  const variants = Math.min(VARIANTS, most);
  const labels = { labels: await dataset.labels('train') };
  const choice = { split: 'train', perClass: 1, seed: SAMPLE_SEED } as const;
  const chosen = chooseSamples({ classNames, train: labels, test: labels }, choice);
  const { images, classes } = augmentationBatch(chosen, variants);
  const { bytes } = await readImageBatch(dataset, 'train', images);
  const reply = await augment({
    type: 'augment',
    definitionText,
    definitionPath,
    imageShape,
    classCount: classNames.length,
    images: Buffer.from(bytes).toString('base64'),
    count: images.length,
    seed: started.request.seed,
    step: 1,
  });
  const made = Buffer.from(reply.images, 'base64');
  const size = height * width * channels;
  const inOrder = new Uint8Array(images.length * size);
  for (const [place, from] of classes.flatMap((each) => each.variants).entries())
    inOrder.set(made.subarray(from * size, (from + 1) * size), place * size);
  const shown = classes.map(({ label, image }) => ({ label, image }));
  return { layers: reply.layers, imageShape, variants, classes: shown, bytes: inOrder };
}

function augments(text: string, inputShape: readonly number[], classCount: number): boolean {
  const { value } = parseModel(text);
  const plan = value && planModel(value, { inputShape, classCount }).plan;
  return plan !== undefined && augmentationProgram(plan) !== undefined;
}
