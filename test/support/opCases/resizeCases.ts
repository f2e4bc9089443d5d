import { BATCH, type Shape } from '../../../src/core/graph/graph.js';
import { type ResizeAttributes, resizeBilinear, resizeBilinearGradient } from '../../../src/core/graph/ops/resize.js';
import { type OpCase, spread, valueCase } from './opCase.js';

const resizes: readonly (ResizeAttributes & { readonly about: string; readonly image: Shape })[] = [
  { about: 'twice as large', image: [3, 4, 2], height: 6, width: 8 },
  { about: 'larger by a third, not square', image: [3, 5, 1], height: 4, width: 7 },
  { about: 'smaller', image: [7, 6, 2], height: 3, width: 2 },
  { about: 'higher and narrower', image: [2, 5, 3], height: 5, width: 3 },
  { about: 'the same size', image: [3, 2, 2], height: 3, width: 2 },
  { about: 'from one pixel', image: [1, 1, 2], height: 3, width: 2 },
  { about: 'to one pixel', image: [4, 5, 2], height: 1, width: 1 },
];

export const resizeCases: readonly OpCase[] = resizes.flatMap(({ about, image, ...attributes }) => {
  const x = spread([BATCH, ...image]);
  const dy = spread([BATCH, attributes.height, attributes.width, image[2] as number]);
  return [
    valueCase({
      kind: 'resizeBilinear',
      about,
      inputs: { x },
      apply: (values) => ({ y: resizeBilinear(values.x, attributes) }),
    }),
    valueCase({
      kind: 'resizeBilinearGradient',
      about,
      inputs: { dy, x },
      apply: (values) => ({ dx: resizeBilinearGradient(values.dy, values.x, attributes) }),
    }),
  ];
});
