import { integer, list } from '../definition/options.js';
import { BATCH } from '../graph/graph.js';
import { reshape as reshapeValue } from '../graph/ops/shape.js';
import { onlyShape, sampleSize, shownShape } from './featureMap.js';
import { defineLayer, type LayerProblem, type SampleShape } from './layer.js';
import { onlyValue } from './onlyValue.js';

/** Keras's `Reshape`, to at most three dimensions. */
export const reshape = defineLayer({
  type: 'reshape',
  description: 'Gives the same numbers another shape, in the same order.',
  formula: 'y = x as targetShape',
  arity: 'one',
  options: {
    targetShape: list({
      description: 'The new shape without the batch; one entry may be -1: whatever is left.',
      of: integer({ description: 'A size, or -1.', minimum: -1, maximum: 2 ** 31 - 1 }),
      minLength: 1,
      maxLength: 3,
    }),
  },
  infer: (options, inputs) => {
    const shape = resolve(options.targetShape, onlyShape(inputs));
    return 'code' in shape ? shape : { outputShape: shape, weights: [], macs: 0 };
  },
  build: (options, inputs) => {
    const x = onlyValue(inputs);
    const shape = resolve(options.targetShape, x.shape.slice(1));
    if ('code' in shape) throw new RangeError(shape.message);
    return reshapeValue(x, { shape: [BATCH, ...shape] });
  },
});

function resolve(target: SampleShape, given: SampleShape): SampleShape | LayerProblem {
  const size = sampleSize(given);
  const known = sampleSize(target.filter((dimension) => dimension !== -1));
  const unknownCount = target.filter((dimension) => dimension === -1).length;
  const rest = unknownCount === 1 ? size / known : 1;
  if (unknownCount <= 1 && known > 0 && known * rest === size && Number.isInteger(rest))
    return target.map((dimension) => (dimension === -1 ? rest : dimension));
  return {
    code: 'reshape-size',
    message: `reshape cannot turn ${shownShape(given)}, which is ${size} numbers, into ${shownShape(target)}: the sizes must multiply to ${size}, with at most one -1.`,
    option: 'targetShape',
    fix: { kind: 'setOption', title: `Set targetShape to [${size}]`, option: 'targetShape', value: [size] },
  };
}
