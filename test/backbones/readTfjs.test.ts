import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTfjs } from '../../src/backbones/readTfjs.js';
import type { BackboneWeight } from '../../src/core/plan/plannedBackbone.js';
import { fixtureValues, weightsOfBackbone } from '../support/backboneWeights.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const wanted = weightsOfBackbone({
  name: 'mobilenetV1',
  alpha: 0.25,
  weights: 'none',
  inputSize: 32,
  upTo: 'conv1_bn',
});
const names: Readonly<Record<string, string>> = { movingMean: 'moving_mean', movingVariance: 'moving_variance' };

/** A folder with these weights, one file a group, cut in two where `cut` says so. */
function written(
  groups: readonly (readonly BackboneWeight[])[],
  { cut, prefix = '' }: { readonly cut?: number; readonly prefix?: string } = {},
): string {
  const folder = mkdtempSync(join(temporary.path, 'x-'));
  const weightsManifest = groups.map((weights, index) => {
    const bytes = Buffer.concat(weights.map((weight) => Buffer.from(fixtureValues(weight).buffer)));
    const parts = cut === undefined ? [bytes] : [bytes.subarray(0, cut), bytes.subarray(cut)];
    const paths = parts.map((part, number) => {
      const name = `group${index}-shard${number}.bin`;
      writeFileSync(join(folder, name), part);
      return name;
    });
    return {
      paths,
      weights: weights.map(({ layer, weight, shape }) => ({
        name: `${prefix}${layer}/${names[weight] ?? weight}`,
        shape,
        dtype: 'float32',
      })),
    };
  });
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ weightsManifest }));
  return join(folder, 'model.json');
}

async function expectAll(path: string): Promise<void> {
  const read = await readTfjs(path, wanted);
  for (const weight of wanted) expect(read.get(weight.variable), weight.variable).toEqual(fixtureValues(weight));
}

const [kernel, ...statistics] = wanted as [BackboneWeight, ...BackboneWeight[]];

describe("weights in TensorFlow.js's layers format", () => {
  it('in one group, in a file for each layer, within a model within a model, and cut anywhere', async () => {
    await expectAll(written([wanted]));
    await expectAll(written([[kernel], statistics]));
    await expectAll(written([wanted], { prefix: 'outer/' }));
    for (const cut of [1, 864, 867, 900]) await expectAll(written([wanted], { cut }));
  });

  it('reads no file that holds nothing of the layers in use', async () => {
    const path = written([wanted]);
    const { weightsManifest } = JSON.parse(JSON.stringify(await import(path, { with: { type: 'json' } }))).default;
    const absent = { paths: ['not-there.bin'], weights: [{ name: 'conv_preds/kernel', shape: [9], dtype: 'float32' }] };
    writeFileSync(path, JSON.stringify({ weightsManifest: [absent, ...weightsManifest] }));
    await expectAll(path);
  });

  it('refuses what is not whole or not a network of that kind', async () => {
    const fails = (path: string, code: string, message: string) =>
      expect(readTfjs(path, wanted)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    const short = written([wanted]);
    writeFileSync(short.replace('model.json', 'group0-shard0.bin'), Buffer.alloc(900));
    await fails(short, 'truncated', 'it ends at byte 900');
    await fails(written([[kernel]]), 'weight-missing', 'no gamma of conv1_bn');
    await fails(written([[{ ...kernel, shape: [3, 3, 3, 4] }]]), 'weight-shape', 'not [3, 3, 3, 8]');
    const path = written([wanted]);
    const spoilt = fixtureValues(kernel).fill(Number.NaN, 5, 6);
    writeFileSync(
      path.replace('model.json', 'group0-shard0.bin'),
      Buffer.concat([Buffer.from(spoilt.buffer), Buffer.alloc(400)]),
    );
    await fails(path, 'weight-values', "conv1's kernel holds NaN");
  });

  it('never reads outside its folder', async () => {
    const path = written([wanted]);
    const secret = join(path, '..', '..', 'secret.bin');
    copyFileSync(path.replace('model.json', 'group0-shard0.bin'), secret);
    const { default: content } = await import(path, { with: { type: 'json' } });
    for (const name of ['../secret.bin', secret, 'a/../../secret.bin', '..', '']) {
      const group = { ...content.weightsManifest[0], paths: [name] };
      writeFileSync(path, JSON.stringify({ weightsManifest: [group] }));
      await expect(readTfjs(path, wanted)).rejects.toMatchObject({ code: 'not-weights' });
    }
  });
});

describe('the embedded backbone', () => {
  it('is read as half-precision numbers', async () => {
    const all = weightsOfBackbone({ name: 'mobilenetV1', weights: 'none', inputSize: 32, upTo: 'conv_pw_6_relu' });
    const read = await readTfjs(join(__dirname, '../../data/backbones/mobilenetV1/model.json'), all);
    expect(read.size).toBe(all.length);
    expect([...read.values()].reduce((sum, { length }) => sum + length, 0)).toBe(273_600);
    // The first numbers of the first kernel, as published, to the last place of half precision.
    const [first] = read.values();
    expect(first?.every((value) => Math.abs(value) < 10)).toBe(true);
  });
});
