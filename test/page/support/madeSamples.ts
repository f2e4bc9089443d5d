import type { ImageShape } from '../../../src/core/dataset.js';
import type { Evaluation } from '../../../src/core/metrics/evaluation.js';
import type { RunState } from '../../../src/core/run/state.js';
import { sampleColumns } from '../../../src/core/samples/sampleColumns.js';
import type { ImageBatch, SampleInspection, Split, SplitSamples } from '../../../src/protocol/samples.js';

/** What a made-up run says of the images of a split, and the probabilities that it comes from. */
export interface MadeSamples {
  readonly samples: SplitSamples;
  readonly probabilities: Float32Array;
}

/**
 * Predictions that add up to a run's own evaluation: every cell of its confusion matrix has as many images as it says. Of the
 * other splits: to half of it, and to a quarter of its mistakes. The labels of the images follow from the classes' supports
 * alone, so that runs with the same test images agree about them.
 * @throws Error when the run has no evaluation.
 */
export function madeSamples({ started, evaluation }: RunState, split: Split = 'test'): MadeSamples {
  if (started === undefined || evaluation === undefined) throw new Error('The run has not been evaluated.');
  const { confusion, supports } = countsOf(evaluation, split);
  const classCount = confusion.length;
  const labels = interleaved(supports);
  const seed = [...started.runId].reduce((sum, character) => Math.imul(sum, 31) + character.charCodeAt(0), 7);
  const next = stream(seed);
  // Where the errors lie is not the same for every run.
  const decks = confusion.map((row, label) =>
    shuffled(
      [
        ...row.flatMap((count, predicted) => new Array<number>(count).fill(predicted)),
        ...new Array<number>(Math.max(0, (supports[label] ?? 0) - sum(row))).fill(-1),
      ],
      next,
    ),
  );
  const probabilities = new Float32Array(labels.length * classCount);
  for (const [row, label] of labels.entries()) {
    const predicted = decks[label]?.pop() ?? -1;
    const made = probabilitiesOf(predicted, label, classCount, next);
    probabilities.set(made, row * classCount);
  }
  const first = split === 'validation' ? 1 : 0;
  return {
    probabilities,
    samples: {
      ...sampleColumns(probabilities, labels, classCount),
      split,
      images: Uint32Array.from(labels, (_, row) => (split === 'test' ? row : 2 * row + first)),
      classNames: started.dataset.classNames,
      checksum: started.dataset.checksum,
      imageShape: started.dataset.imageShape,
    },
  };
}

/** What a run is to make of the images of a split. Images are left over where the model's output is not a number. */
function countsOf({ confusion, classes }: Evaluation, split: Split) {
  const [images, mistakes] = { test: [1, 1], validation: [0.5, 0.5], train: [1, 0.25] }[split] as [number, number];
  const unpredicted = classes.map(({ support }, label) => Math.max(0, support - sum(confusion[label] ?? [])));
  const supports = classes.map(({ support }) => Math.ceil(support * images));
  const made = confusion.map((row, label) => {
    const wrong = row.map((count, predicted) => (predicted === label ? 0 : Math.floor(count * mistakes)));
    const lost = Math.floor((unpredicted[label] ?? 0) * mistakes);
    return wrong.map((count, predicted) => (predicted === label ? (supports[label] ?? 0) - lost - sum(wrong) : count));
  });
  return { confusion: made, supports };
}

/** The five most probable classes of a row. */
export function madeInspection({ samples, probabilities }: MadeSamples, image: number): SampleInspection {
  const row = samples.images.indexOf(image);
  const { classCount, labels } = samples;
  const ofRow = [...probabilities.subarray(row * classCount, (row + 1) * classCount)];
  const top = ofRow
    .map((probability, classIndex) => ({ classIndex, probability: Number.isNaN(probability) ? null : probability }))
    .sort((a, b) => (b.probability ?? 0) - (a.probability ?? 0))
    .slice(0, 5);
  return { label: labels[row] ?? 0, top };
}

/** Pictures that follow from class and number alone: each class has a shape of its own, no two images are equal. */
export function madeImages(
  checksum: string,
  [height, width, channels]: ImageShape,
  indices: readonly number[],
  labelOf: (image: number) => number,
): ImageBatch {
  const size = height * width * channels;
  const bytes = new Uint8Array(indices.length * size);
  for (const [position, image] of indices.entries()) {
    const label = labelOf(image);
    const next = stream(Math.imul(image + 1, 2654435761) + label);
    const [petals, tilt, girth] = [2 + (label % 5), next() * 0.8, 0.55 + (0.25 * ((label * 3) % 7)) / 7 + next() * 0.1];
    for (let pixel = 0; pixel < height * width; pixel += 1) {
      const y = (2 * Math.floor(pixel / width) + 1) / height - 1;
      const x = (2 * (pixel % width) + 1) / width - 1;
      const edge = girth * (0.7 + 0.3 * Math.cos(petals * Math.atan2(y, x) + tilt + label));
      const light = Math.max(0, Math.min(1, 4 * (edge - Math.hypot(x, y)))) * (0.75 + 0.25 * Math.cos(8 * x + label));
      for (let channel = 0; channel < channels; channel += 1) {
        const shade = channels === 1 ? 1 : 0.6 + 0.4 * Math.cos(label + 2 * channel);
        bytes[position * size + pixel * channels + channel] = Math.round(light * shade * (215 + 40 * next()));
      }
    }
  }
  return { checksum, height, width, channels, indices, bytes };
}

/** Class after class, round and round, until each has had its share. */
export function interleaved(counts: readonly number[]): number[] {
  const labels: number[] = [];
  for (let round = 0; round < Math.max(0, ...counts); round += 1)
    for (const [label, count] of counts.entries()) if (round < count) labels.push(label);
  return labels;
}

/** A row whose greatest probability is that of `predicted`; −1: not a number. */
function probabilitiesOf(predicted: number, label: number, classCount: number, next: () => number): Float32Array {
  const row = new Float32Array(classCount);
  if (predicted < 0) return row.fill(Number.NaN);
  // Right ones are mostly sure; wrong ones are torn, some of them sure as well.
  const sureness = predicted === label ? 0.999 - 0.6 * next() ** 5 : 0.98 - 0.5 * next();
  const weights = Array.from({ length: classCount }, (_, index) =>
    index === predicted ? 0 : next() ** 4 + (index === label ? 1 : 0),
  );
  const rest = sum(weights);
  for (const [index, weight] of weights.entries()) row[index] = rest === 0 ? 0 : ((1 - sureness) * weight) / rest;
  row[predicted] = classCount === 1 ? 1 : Math.max(sureness, Math.max(...row) * 1.02);
  const total = sum([...row]);
  return row.map((probability) => probability / total);
}

function shuffled(values: readonly number[], next: () => number): number[] {
  const deck = [...values];
  for (let last = deck.length - 1; last > 0; last -= 1) {
    const other = Math.floor(next() * (last + 1));
    [deck[last], deck[other]] = [deck[other] ?? 0, deck[last] ?? 0];
  }
  return deck;
}

/** A linear congruential stream of 0 ≤ x < 1. */
function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
