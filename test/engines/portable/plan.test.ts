import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../src/core/graph/buildProgram.js';
import type { Program, Signature } from '../../../src/core/graph/graph.js';
import { activation } from '../../../src/core/graph/ops/activation.js';
import { conv2d } from '../../../src/core/graph/ops/convolution.js';
import { biasAdd } from '../../../src/core/graph/ops/linear.js';
import { broadcastLike } from '../../../src/core/graph/ops/reduce.js';
import { constant, placeholder } from '../../../src/core/graph/ops/source.js';
import { type Plan, planProgram } from '../../../src/engines/portable/plan.js';
import { loadModel } from '../../support/loadModel.js';

const paths = [
  'data/ann.model.jsonc',
  'data/cnn.model.jsonc',
  'test/fixtures/models/residual-cnn.model.jsonc',
  'test/fixtures/models/separable-cnn.model.jsonc',
];

function plansOf(path: string): ReadonlyMap<string, Plan> {
  const { plan, recipe } = loadModel(path);
  return planProgram(buildProgram(plan, recipe.optimizer).program);
}

function namesOf(plan: Plan | undefined): string[] {
  return plan?.steps.map(({ work }) => work.name) ?? [];
}

describe('the plan of a signature', () => {
  for (const path of paths)
    it(`${path}: writes a slot before it is read, and frees each once, after its last reader`, () => {
      for (const { steps, outputs, slotCount } of plansOf(path).values()) {
        const written = new Set<number>();
        const freed = new Set<number>();
        for (const step of steps) {
          for (const slot of step.inputs) expect(written.has(slot)).toBe(true);
          const reads = step.work.reads.map((value) => step.inputs[step.work.inputs.indexOf(value)]);
          for (const slot of reads) expect(freed.has(slot ?? -1)).toBe(false);
          for (const slot of [...step.outputs, ...step.hidden]) written.add(slot);
          for (const slot of step.releases) {
            expect(freed.has(slot)).toBe(false);
            freed.add(slot);
          }
        }
        const kept = new Set([...Object.values(outputs), ...steps.flatMap(({ hidden }) => hidden)]);
        expect(freed.size + kept.size).toBe(slotCount);
      }
    });

  it('computes chains in one pass', () => {
    const names = namesOf(plansOf('data/cnn.model.jsonc').get('trainStep'));
    expect(names.filter((name) => name === 'conv2d+biasAdd+relu')).toHaveLength(2);
    expect(names.filter((name) => name === 'matMul+biasAdd')).toHaveLength(2);
    expect(names.filter((name) => name === 'decayWeights+applyAdam')).toHaveLength(12);
    expect(names.filter((name) => name === 'gather+cast+scale')).toHaveLength(1);
    for (const part of ['conv2d', 'biasAdd', 'decayWeights', 'applyAdam', 'cast']) expect(names).not.toContain(part);
  });

  it('keeps apart what somebody else looks at', () => {
    const x = placeholder({ name: 'x', dtype: 'float32', shape: [1, 4, 4, 1] });
    const filter = placeholder({ name: 'filter', dtype: 'float32', shape: [3, 3, 1, 4] });
    const bias = placeholder({ name: 'bias', dtype: 'float32', shape: [4] });
    const attributes = { strides: [1, 1], padding: 'same', dilations: [1, 1] } as const;
    const convolved = conv2d(x, filter, attributes);
    const biased = biasAdd(convolved, bias);
    const y = activation(biased, { function: 'relu' });
    const zero = constant({ dtype: 'float32', shape: [], data: [0] });
    const named = (outputs: Signature['outputs']): string[] => {
      const program: Program = { variables: [], signatures: [{ name: 'run', outputs, updates: [] }] };
      return namesOf(planProgram(program).get('run'));
    };
    expect(named({ y })).toContain('conv2d+biasAdd+relu');
    expect(named({ y, biased })).toEqual(expect.arrayContaining(['conv2d+biasAdd', 'activation']));
    expect(named({ y, convolved })).toEqual(expect.arrayContaining(['conv2d', 'biasAdd', 'activation']));
    // Its shape alone, but before the chain is there.
    expect(named({ z: broadcastLike(zero, biased), y })).toEqual(
      expect.arrayContaining(['activation', 'broadcastLike']),
    );
  });
});
