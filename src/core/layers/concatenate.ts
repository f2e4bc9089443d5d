import { integer } from '../definition/options.js';
import { concatenate as join } from '../graph/ops/selection.js';
import { shownShape } from './featureMap.js';
import { defineLayer, type LayerProblem, type SampleShape } from './layer.js';
import { tooFewInputs } from './merging.js';

/** Keras's `Concatenate`. */
export const concatenate = defineLayer({
  type: 'concatenate',
  description: 'Puts its inputs one after the other along an axis, by default the channels.',
  formula: 'y = [x₁, x₂, …]',
  arity: 'many',
  options: {
    axis: integer({
      description: 'Axis to join along: -1 is the last; from 1, as Keras counts the batch as 0.',
      default: -1,
      minimum: -3,
      maximum: 3,
    }),
  },
  infer: (options, inputs) => {
    const problem = tooFewInputs('concatenate', inputs) ?? axisProblem(options.axis, inputs);
    if (problem !== undefined) return problem;
    const [first = [], ...others] = inputs;
    const joined = sampleAxis(options.axis, first.length);
    const agrees = (shape: SampleShape) =>
      shape.length === first.length && shape.every((size, axis) => axis === joined || size === first[axis]);
    if (!others.every(agrees))
      return {
        code: 'shapes-differ',
        message: `concatenate needs inputs that differ along axis ${options.axis} alone, got ${inputs.map(shownShape).join(' and ')}.`,
      };
    const length = inputs.reduce((sum, shape) => sum + (shape[joined] ?? 0), 0);
    return { outputShape: first.with(joined, length), weights: [], macs: 0 };
  },
  build: (options, inputs) => {
    const rank = inputs[0]?.shape.length ?? 1;
    return join(inputs, { axis: sampleAxis(options.axis, rank - 1) + 1 });
  },
});

/** The axis among those of a sample, from 0. */
function sampleAxis(axis: number, rank: number): number {
  return axis < 0 ? rank + axis : axis - 1;
}

function axisProblem(axis: number, inputs: readonly SampleShape[]): LayerProblem | undefined {
  const rank = inputs[0]?.length ?? 0;
  const found = sampleAxis(axis, rank);
  if (found >= 0 && found < rank) return undefined;
  return {
    code: 'no-such-axis',
    message: `concatenate cannot join along axis ${axis}: inputs of shape ${inputs.map(shownShape).join(' and ')} have the axes 1 to ${rank}, or -${rank} to -1.`,
    option: 'axis',
    fix: { kind: 'setOption', title: 'Set axis to -1', option: 'axis', value: -1 },
  };
}
