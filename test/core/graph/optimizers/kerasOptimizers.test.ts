import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../../src/core/definition/options.js';
import type { TensorData } from '../../../../src/core/engine.js';
import type { Program, Variable } from '../../../../src/core/graph/graph.js';
import { placeholder, variable } from '../../../../src/core/graph/ops/source.js';
import { assign } from '../../../../src/core/graph/ops/update.js';
import { optimizerTypeByName, optimizerTypes } from '../../../../src/core/graph/optimizers/index.js';
import fixture from '../../../fixtures/kerasOptimizers.json' with { type: 'json' };
import { referenceEngine } from '../../../support/referenceEngine.js';

type Body = Readonly<Record<string, unknown>>;

function optionsOf(type: string, body: Body) {
  const options = readOptions(
    optimizerTypeByName(type).options,
    body,
    [],
    (problem) => expect.fail(problem.message),
    [],
  );
  if (options === undefined) throw new Error('options could not be read');
  return options;
}

const size = fixture.start.length;

/** A program with one weight: `initialize` gives it its value and zeroes the slots, `step` takes a step. */
function programOf(type: string, body: Body): Program {
  const optimizer = optimizerTypeByName(type);
  const options = optionsOf(type, body);
  const weight: Variable = { name: 'w', role: 'weight', dtype: 'float32', shape: [size] };
  const slots = Object.fromEntries(
    optimizer.slots(options).map((name): [string, Variable] => [name, { ...weight, name: `w/${name}`, role: 'slot' }]),
  );
  const feed = (name: string, shape: readonly number[]) => placeholder({ name, dtype: 'float32', shape });
  const updates = optimizer.update(options, {
    variable: weight,
    gradient: feed('gradient', [size]),
    learningRate: feed('learningRate', []),
    step: feed('step', []),
    slots,
  });
  const initial = [
    assign(feed('start', [size]), { variable: weight }),
    ...Object.values(slots).map((slot) => assign(feed('zero', [size]), { variable: slot })),
  ];
  return {
    variables: [weight, ...Object.values(slots)],
    signatures: [
      { name: 'initialize', outputs: {}, updates: initial },
      { name: 'step', outputs: {}, updates },
      { name: 'read', outputs: { weight: variable(weight) }, updates: [] },
    ],
  };
}

function tensor(values: readonly number[], shape: readonly number[]): TensorData {
  return { dtype: 'float32', shape, data: Float32Array.from(values) };
}

describe('optimizers step as Keras steps', () => {
  it.each(optimizerTypes.map((type) => type.type))('there are cases for %s', (type) => {
    expect(fixture.cases.filter((entry) => entry.type === type).length).toBeGreaterThanOrEqual(3);
  });

  it.each(fixture.cases.map((entry) => [entry.type, JSON.stringify(entry.options), entry] as const))(
    '%s %s',
    async (type, _options, entry) => {
      expect(optionsOf(type, entry.options).learningRate).toBe(entry.learningRate);
      const session = await referenceEngine.createSession(programOf(type, entry.options));
      const zeros = new Array<number>(size).fill(0);
      await session.run('initialize', { start: tensor(fixture.start, [size]), zero: tensor(zeros, [size]) });
      for (const [index, gradient] of fixture.gradients.entries()) {
        const rate = entry.learningRate * (fixture.rateFactors[index] ?? 1);
        await session.run('step', {
          gradient: tensor(gradient, [size]),
          learningRate: tensor([rate], []),
          step: tensor([index + 1], []),
        });
        const { weight } = await session.run('read', {});
        expect(weight?.data.length).toBe(size);
        for (const [position, expected] of (entry.values[index] ?? []).entries())
          expect(Math.abs((weight?.data[position] ?? Number.NaN) - expected)).toBeLessThanOrEqual(
            1e-5 * Math.max(1, Math.abs(expected)),
          );
      }
    },
  );
});
