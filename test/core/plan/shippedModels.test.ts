import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { augmentationProgram } from '../../../src/core/graph/augmentationProgram.js';
import type { ModelPlan } from '../../../src/core/plan/plan.js';
import { planModel } from '../../../src/core/plan/planModel.js';

const clothes = ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Boot'];
const target = { inputShape: [28, 28, 1], classCount: 10, classNames: clothes };

function planOf(name: string): ModelPlan {
  const { value, problems } = parseModel(readFileSync(`data/${name}.model.jsonc`, 'utf8'));
  expect(problems).toEqual([]);
  const planned = value && planModel(value, target);
  expect(planned?.problems).toEqual([]);
  if (planned?.plan === undefined) throw new Error(`${name} has no plan`);
  return planned.plan;
}

const names = readdirSync('data').flatMap((file) => /^(.*)\.model\.jsonc$/.exec(file)?.[1] ?? []);

it.each(names)('%s has no problem on Fashion-MNIST', (name) => {
  expect(planOf(name).layers.length).toBeGreaterThan(3);
});

describe('what is promised of shipped models', () => {
  it.each([
    ['cnn-small', 100_000],
    ['cnn-augmented', 500_000],
    ['resnet', 1_500_000],
  ])('%s has fewer than %d parameters, and augments', (name, limit) => {
    const plan = planOf(name);
    const sizes = plan.layers.flatMap(({ weights }) =>
      weights.map(({ shape }) => shape.reduce((size, side) => size * side, 1)),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(limit);
    expect(augmentationProgram(plan)?.layers).toContain('randomFlip');
  });
});
