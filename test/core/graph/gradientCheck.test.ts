import { describe, expect, it } from 'vitest';
import { gradients } from '../../../src/core/graph/gradients.js';
import type { OpDefinition, Value } from '../../../src/core/graph/graph.js';
import { add, multiply } from '../../../src/core/graph/ops/elementwise.js';
import { type OpKind, ops } from '../../../src/core/graph/ops/index.js';
import { sum } from '../../../src/core/graph/ops/reduce.js';
import { placeholder } from '../../../src/core/graph/ops/source.js';
import { randomStream } from '../../../src/core/random.js';
import type { BuiltCase } from '../../support/opCases/opCase.js';
import { opCases } from '../../support/opCases.js';
import { evaluate } from '../../support/referenceEngine.js';
import { fromTensorData, type Tensor } from '../../support/referenceOps/tensor.js';

const definitions = Object.entries(ops) as readonly (readonly [OpKind, OpDefinition<never>])[];
const differentiable = new Set(definitions.filter(([, op]) => op.gradient !== undefined).map(([kind]) => kind));
const candidates = opCases.filter(({ kind }) => differentiable.has(kind));
const cases = candidates.filter(({ build }) => {
  const { inputs, outputs } = build().differentiable;
  return inputs.length > 0 && outputs.length > 0;
});

/** Far enough for the rounding of a float64 sum, near enough for the curvature. */
const STEP = 1e-5;
const DIRECTIONS = 4;

describe('gradient rules against central differences', () => {
  it.each([...differentiable])('%s has a case in which a gradient flows', (kind) => {
    expect(cases.map((each) => each.kind)).toContain(kind);
  });

  it('leaves out only casts from or to integers', () => {
    const left = candidates.filter((each) => !cases.includes(each)).map(({ kind }) => kind);
    expect(new Set(left)).toEqual(new Set(['cast']));
  });

  it.each(cases.map((each) => [each.name, each] as const))('%s', (name, { build }) => {
    const built = build();
    const { inputs } = built.differentiable;
    const { loss, feeds } = weightedSum(built, name);
    const analytic = evaluate(gradients(loss, inputs), feeds);
    inputs.forEach((input, i) => {
      const key = nameOf(input);
      const gradient = (analytic[i] as Tensor).data;
      for (let attempt = 0; attempt < DIRECTIONS; attempt += 1) {
        const random = randomStream(2, `${name}/${key}`, attempt);
        const direction = gradient.map(() => random.normal());
        const lossAt = (distance: number): number => {
          const fed = feeds[key] as Tensor;
          const moved = fed.data.map((value, flat) => value + distance * (direction[flat] as number));
          return (evaluate([loss], { ...feeds, [key]: { ...fed, data: moved } })[0] as Tensor).data[0] as number;
        };
        const numeric = (lossAt(STEP) - lossAt(-STEP)) / (2 * STEP);
        const slope = gradient.reduce((total, value, flat) => total + value * (direction[flat] as number), 0);
        const tolerance = 1e-6 * Math.max(1, Math.abs(numeric));
        expect(Math.abs(slope - numeric), `${key}: ${slope}, by differences ${numeric}`).toBeLessThan(tolerance);
      }
    });
  });
});

/** A scalar in which every element of every differentiable output has a weight of its own. */
function weightedSum(
  { calls, differentiable: { outputs } }: BuiltCase,
  name: string,
): { loss: Value; feeds: Record<string, Tensor> } {
  const feeds: Record<string, Tensor> = {};
  for (const [key, data] of Object.entries(calls[0]?.feeds ?? {})) feeds[key] = fromTensorData(data);
  const terms = outputs.map((output, i) => {
    const key = `weights of output ${i}`;
    const [actual] = evaluate([output], feeds) as [Tensor];
    const random = randomStream(3, `${name}/${key}`);
    feeds[key] = { ...actual, data: actual.data.map(() => random.normal()) };
    const weights = placeholder({ name: key, dtype: 'float32', shape: output.shape });
    return sum(multiply(output, weights), { axes: output.shape.map((_, axis) => axis), keepDimensions: false });
  });
  return { loss: terms.reduce((total, term) => add(total, term)), feeds };
}

function nameOf(input: Value): string {
  return (input.node.attributes as { readonly name: string }).name;
}
