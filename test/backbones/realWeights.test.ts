import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { readWeightFile } from '../../src/backbones/readWeightFile.js';
import { weightsOfBackbone } from '../support/backboneWeights.js';

/** A folder with published networks in TensorFlow.js's layers format, as they are on the web. */
const folder = process.env.BAKEOFF_TEST_WEIGHTS ?? '';
const isThere = folder !== '' && existsSync(folder);
if (!isThere)
  console.warn('skipped: tests of published weights, as BAKEOFF_TEST_WEIGHTS names no folder that has them');

const v1 = { name: 'mobilenetV1', weights: 'none', inputSize: 32 };

it.runIf(isThere)('MobileNet v1 through conv_pw_12, and its first half as it is embedded', async () => {
  const published = join(folder, 'mobilenet_v1_1.0_224/model.json');
  const deep = weightsOfBackbone({ ...v1, upTo: 'conv_pw_12_relu' });
  expect((await readWeightFile(published, deep)).size).toBe(deep.length);
  const half = weightsOfBackbone({ ...v1, upTo: 'conv_pw_6_relu' });
  const [whole, embedded] = [
    await readWeightFile(published, half),
    await readWeightFile(resolve(__dirname, '../../data/backbones/mobilenetV1'), half),
  ];
  for (const { variable } of half) {
    const rounded = embedded.get(variable);
    const worst = whole.get(variable)?.findIndex((value, at) => {
      const error = Math.abs(value - (rounded?.[at] ?? Number.NaN));
      return !(error <= Math.max(Math.abs(value) * 2 ** -11, 2 ** -25));
    });
    expect(worst, variable).toBe(-1);
  }
});

it.runIf(isThere)('a MobileNetV2 within another model', async () => {
  const wanted = weightsOfBackbone({ name: 'mobilenetV2', alpha: 0.35, weights: 'none', inputSize: 32 });
  const read = await readWeightFile(join(folder, 'mobilenet_v2_0.35_224'), wanted);
  expect(read.size).toBe(wanted.length);
});
