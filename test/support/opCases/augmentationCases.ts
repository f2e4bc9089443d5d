import { BATCH } from '../../../src/core/graph/graph.js';
import {
  type RandomTransformsAttributes,
  randomTransforms,
  type TransformImagesAttributes,
  transformImages,
  transformImagesGradient,
} from '../../../src/core/graph/ops/imageTransform.js';
import { randomRectangles } from '../../../src/core/graph/ops/randomRectangles.js';
import { randomUniform } from '../../../src/core/graph/ops/randomUniform.js';
import { oneHot, rollBatch, softTargetCrossEntropy } from '../../../src/core/graph/ops/softTargets.js';
import { floats, integers, type OpCase, spread, valueCase } from './opCase.js';

const still: RandomTransformsAttributes = {
  stream: 3,
  flipsHorizontally: false,
  flipsVertically: false,
  shiftX: [0, 0],
  shiftY: [0, 0],
  turn: [0, 0],
  zoomX: [0, 0],
  zoomY: [0, 0],
};

const movements: readonly (readonly [string, Partial<RandomTransformsAttributes>])[] = [
  ['none', {}],
  ['flips', { flipsHorizontally: true, flipsVertically: true }],
  ['shifts', { shiftX: [-0.2, 0.1], shiftY: [0.1, 0.3] }],
  ['turns and zooms alike', { turn: [-0.1, 0.2], zoomY: [-0.3, 0.4], zoomX: 'same' }],
  ['all at once', { flipsHorizontally: true, shiftX: [0, 1], turn: [-0.5, 0.5], zoomY: [0, 1], zoomX: [-0.9, 0] }],
];

/** Not at halves, where engines may round to either side: mirrored and moved, turned and shrunk, far beyond the border. */
const maps = floats(
  [BATCH, 6],
  [-1, 0, 3.3, 0, 1, 0.7, 0.8, -0.6, 1.2, 0.6, 0.8, -1.3, 1.9, 0.1, -6.2, -0.1, 2.1, 5.9],
);

const resamplings: readonly (readonly [string, TransformImagesAttributes])[] = (
  ['bilinear', 'nearest'] as const
).flatMap((interpolation) =>
  (['reflect', 'constant', 'nearest'] as const).map(
    (fillMode) =>
      [
        `${interpolation}, ${fillMode}`,
        { interpolation, fillMode, fillValue: fillMode === 'constant' ? 0.5 : 0 },
      ] as const,
  ),
);

const seed = integers([2], [42, 7]);
const images = spread([BATCH, 5, 4, 2]);

export const augmentationCases: readonly OpCase[] = [
  ...(['sample', 'element'] as const).map((per) =>
    valueCase({
      kind: 'randomUniform',
      about: `for each ${per}`,
      inputs: { x: images, seed },
      apply: ({ x, seed }) => ({ u: randomUniform(x, seed, { stream: 9, per, minimum: -0.5, maximum: 2 }) }),
    }),
  ),
  valueCase({
    kind: 'randomUniform',
    about: 'of a vector',
    inputs: { x: spread([BATCH]), seed },
    apply: ({ x, seed }) => ({ u: randomUniform(x, seed, { stream: 1, per: 'sample', minimum: 0, maximum: 1 }) }),
  }),
  ...movements.map(([about, moved]) =>
    valueCase({
      kind: 'randomTransforms',
      about,
      inputs: { x: images, seed },
      apply: ({ x, seed }) => ({ transforms: randomTransforms(x, seed, { ...still, ...moved }) }),
    }),
  ),
  ...resamplings.flatMap(([about, attributes]) => [
    valueCase({
      kind: 'transformImages',
      about,
      inputs: { x: images, transforms: maps },
      apply: ({ x, transforms }) => ({ y: transformImages(x, transforms, attributes) }),
      notDifferentiable: ['transforms'],
    }),
    valueCase({
      kind: 'transformImagesGradient',
      about,
      inputs: { dy: images, transforms: maps },
      apply: ({ dy, transforms }) => ({ dx: transformImagesGradient(dy, transforms, attributes) }),
      notDifferentiable: ['transforms'],
    }),
  ]),
  ...[0, 0.5, 1].map((rate) =>
    valueCase({
      kind: 'randomRectangles',
      about: `rate ${rate}`,
      inputs: { x: spread([BATCH, 9, 7, 1]), seed },
      apply: ({ x, seed }) => ({ mask: randomRectangles(x, seed, { stream: 2, rate, scale: [0.05, 0.6] }) }),
    }),
  ),
  ...[1, -2, 7].map((shift) =>
    valueCase({
      kind: 'rollBatch',
      about: `by ${shift}`,
      inputs: { x: spread([BATCH, 2, 2]) },
      apply: ({ x }) => ({ y: rollBatch(x, { shift }) }),
    }),
  ),
  valueCase({
    kind: 'oneHot',
    about: 'smoothed',
    inputs: { labels: integers([BATCH], [2, 0, 3]) },
    apply: ({ labels }) => ({ targets: oneHot(labels, { classes: 4, on: 0.925, off: 0.025 }) }),
  }),
  ...[2, 500].map((largest) =>
    valueCase({
      kind: 'softTargetCrossEntropy',
      about: `logits to ${largest}`,
      inputs: {
        logits: spread([BATCH, 3], -largest, largest),
        targets: floats([BATCH, 3], [0.7, 0.2, 0.1, 0, 1, 0, 0.25, 0.25, 0.5]),
      },
      apply: ({ logits, targets }) => ({ ...softTargetCrossEntropy(logits, targets) }),
      notDifferentiable: ['targets', 'backprop'],
    }),
  ),
];
