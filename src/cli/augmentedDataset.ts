import type { Dataset } from '../core/dataset.js';
import { printable } from '../core/format.js';
import { augmentationBatch } from '../core/samples/augmentationBatch.js';
import { chooseSamples, imageAt, type SampleChoice } from '../datasets/sampleImages.js';
import { TrainerTaskError } from '../runs/taskTrainer.js';
import type { AugmentMessage } from '../runs/trainerMessages.js';
import { runTrainerTask } from '../runs/trainerTask.js';
import { CommandError, exitCodes } from './exitCodes.js';
import { withInterrupt } from './interrupt.js';
import type { Io } from './io.js';
import { readModelFile, requireSound } from './readDefinition.js';
import { trainerEntry } from './trainerEntry.js';

/** A few images as a training sees them. */
export interface AugmentedDataset {
  /** The chosen split holds, for each class, one image as it is and then what augmentation made of it; nothing else. */
  readonly dataset: Dataset;
  /** The layers that did it, by name. */
  readonly layers: readonly string[];
  /** Number of the image in the data set, for each class that has one. */
  readonly shown: readonly { readonly label: number; readonly image: number }[];
}

/**
 * What a definition's augmentation does to one image of each class, `choice.perClass − 1` times.
 * @throws CommandError when the definition is wrong, or augments nothing.
 */
export async function augmentedDataset(
  io: Io,
  dataset: Dataset,
  file: string,
  choice: SampleChoice,
): Promise<AugmentedDataset> {
  const { imageShape, classNames } = dataset;
  const target = { inputShape: imageShape, classCount: classNames.length, classNames };
  const { text, path } = requireSound(io, await readModelFile(file, target));
  const { images, classes } = augmentationBatch(
    chooseSamples(dataset, { ...choice, perClass: 1 }),
    choice.perClass - 1,
  );
  const size = imageShape.reduce((product, side) => product * side, 1);
  const batch = new Uint8Array(images.length * size);
  for (const [place, image] of images.entries()) batch.set(imageAt(dataset, choice.split, image), place * size);
  const task = {
    type: 'augment' as const,
    definitionText: text,
    definitionPath: path,
    imageShape,
    classCount: classNames.length,
    images: Buffer.from(batch).toString('base64'),
    count: images.length,
    seed: choice.seed,
    step: 1,
  };
  const reply = await withInterrupt(io, 'Stopping.', (signal) =>
    runTrainerTask<AugmentMessage>(task, { entry: trainerEntry(), signal }).catch((error: unknown) => {
      if (!(error instanceof TrainerTaskError)) throw error;
      const code = error.code === 'stopped' ? exitCodes.interrupted : exitCodes.runFailed;
      throw new CommandError(code, printable(error.message.split('\n')[0] ?? ''), undefined, { cause: error });
    }),
  );
  if (reply.layers.length === 0) {
    const advice = 'Layers such as randomFlip, randomTranslation and randomErasing do, at the beginning of "layers".';
    throw new CommandError(exitCodes.usage, `${printable(path)} does nothing to its images in training`, advice);
  }
  const made = new Uint8Array(Buffer.from(reply.images, 'base64'));
  const count = classes.length * choice.perClass;
  const shown = { count, images: new Uint8Array(count * size), labels: new Uint8Array(count) };
  classes.forEach(({ label, image, variants }, place) => {
    const first = place * choice.perClass;
    shown.labels.fill(label, first, first + choice.perClass);
    shown.images.set(imageAt(dataset, choice.split, image), first * size);
    variants.forEach((variant, index) => {
      shown.images.set(made.subarray(variant * size, (variant + 1) * size), (first + 1 + index) * size);
    });
  });
  return { dataset: { ...dataset, [choice.split]: shown }, layers: reply.layers, shown: classes };
}
