import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { defaultRecipe } from '../../../src/core/definition/recipe.js';
import { checkMemory, checkPortableMemory } from '../../../src/core/plan/checkMemory.js';
import type { ModelPlan } from '../../../src/core/plan/plan.js';
import { planModel } from '../../../src/core/plan/planModel.js';
import { modelText } from '../../support/modelText.js';

const GIGABYTE = 1e9;
const fashion = { imageShape: [28, 28, 1], trainCount: 60_000, testCount: 10_000 } as const;
const output = '{ "type": "dense", "units": 10, "activation": "softmax" }';

function planOf(...layers: string[]): ModelPlan {
  const { value, problems } = parseModel(modelText(...layers, output));
  if (value === undefined) throw new Error(problems.map(({ message }) => message).join(' '));
  const { plan, problems: found } = planModel(value, { inputShape: [28, 28, 1], classCount: 10 });
  if (plan === undefined) throw new Error(found.map(({ message }) => message).join(' '));
  return plan;
}

const small = planOf('{ "type": "flatten" }');
const wide = planOf(
  '{ "type": "flatten" }',
  '{ "type": "dense", "units": 65536 }',
  '{ "type": "dense", "units": 20000 }',
);
const conv = '{ "type": "conv2d", "filters": 4096, "kernelSize": 3, "padding": "same" }';
const deep = planOf(conv, '{ "type": "flatten" }');
const recipe = (batchSize: number) => ({ ...defaultRecipe, batchSize });

describe('checkMemory', () => {
  it('lets a small model on the whole set into a gigabyte', () => {
    expect(checkMemory(small, recipe(64), fashion, GIGABYTE)).toBeUndefined();
  });

  it('says what is needed, what is there, and which layer is the largest', () => {
    const problem = checkMemory(wide, recipe(64), fashion, 4 * GIGABYTE);
    expect(problem?.availableBytes).toBe(4 * GIGABYTE);
    // 1.36 G weights of 4 bytes, a gradient, two slots and two copies.
    expect(problem?.neededBytes).toBeGreaterThan(1.36e9 * 4 * 6);
    expect(problem?.message).toMatch(
      /^The training needs about 3\d(\.\d+)? GB of memory \(.*\), and 4\.00 GB are available\. Make the model smaller: "dense_1" of 20000 has the most parameters, 1,310,740,000\.$/,
    );
  });

  it('names a batch size that fits, and that one does fit', () => {
    const problem = checkMemory(deep, recipe(512), fashion, 4 * GIGABYTE);
    const fitting = Number(/Lower the batch size from 512 to (\d+) or less/.exec(problem?.message ?? '')?.[1]);
    expect(fitting).toBeGreaterThan(0);
    expect(checkMemory(deep, recipe(fitting), fashion, 4 * GIGABYTE)).toBeUndefined();
    expect(checkMemory(deep, recipe(fitting + 1), fashion, 4 * GIGABYTE)).toBeDefined();
  });

  it('says that layers are too wide where not even one image fits, and images too many where they do not', () => {
    const pooled = planOf(conv, '{ "type": "globalAveragePooling2d" }');
    expect(checkMemory(pooled, recipe(1), { ...fashion, trainCount: 10, testCount: 10 }, 3.2e8)?.message).toMatch(
      /"conv2d" of 28×28×4096 has the most outputs/,
    );
    const huge = { imageShape: [28, 28, 1], trainCount: 1e7, testCount: 1 } as const;
    expect(checkMemory(small, recipe(64), huge, GIGABYTE)?.message).toMatch(/fewer or smaller images/);
  });

  it('takes a batch for no larger than the images there are', () => {
    const few = { ...fashion, trainCount: 4 };
    expect(checkMemory(deep, recipe(65_536), few, 2 * GIGABYTE)).toBeUndefined();
  });

  it('refuses rather than allows when figures are absurd', () => {
    const absurd = { ...small, layers: small.layers.map((layer) => ({ ...layer, outputShape: [Number.NaN] })) };
    expect(checkMemory(absurd, recipe(64), fashion, GIGABYTE)).toBeDefined();
    expect(checkMemory(small, recipe(64), { ...fashion, trainCount: 2 ** 53 }, GIGABYTE)).toBeDefined();
  });

  it('needs more for more of anything', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(1000), (batchSize, more) => {
        const needed = (size: number) => checkMemory(deep, recipe(size), fashion, 0)?.neededBytes ?? 0;
        expect(needed(batchSize + more)).toBeGreaterThanOrEqual(needed(batchSize));
      }),
    );
  });
});

describe('checkPortableMemory', () => {
  const photos = { imageShape: [256, 256, 3], trainCount: 20_000, testCount: 5_000 } as const;

  it('lets every published set in, and says what does not fit, whatever the machine has', () => {
    const cifar = { imageShape: [32, 32, 3], trainCount: 50_000, testCount: 10_000 } as const;
    expect(checkPortableMemory(small, recipe(64), cifar)).toBeUndefined();
    expect(checkMemory(small, recipe(64), photos, 64 * GIGABYTE)).toBeUndefined();
    expect(checkPortableMemory(small, recipe(64), photos)?.message).toMatch(
      /^The training needs about 4\.92 GB in the portable engine \(25,000 images of 256×256×3 4\.92 GB, .*\), which holds 4\.29 GB at most\. Use fewer or smaller images, or use the TensorFlow engine: bakeoff engine install$/,
    );
  });

  it('names what is largest', () => {
    expect(checkPortableMemory(wide, recipe(1), fashion)?.message).toMatch(/Make the model smaller, or/);
    expect(checkPortableMemory(deep, recipe(512), fashion)?.message).toMatch(/Lower the batch size, or/);
  });
});
