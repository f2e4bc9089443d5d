import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readH5 } from '../../src/backbones/readH5.js';
import { fixtureValues, weightsOfBackbone } from '../support/backboneWeights.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const fixture = (name: string) => join(__dirname, '../fixtures/weights', name);
const small = { name: 'mobilenetV1', alpha: 0.25, weights: 'none', inputSize: 32, upTo: 'conv_pw_1_relu' };

describe("Keras's files of weights", () => {
  const wanted = weightsOfBackbone(small);

  it.each(['keras3.weights.h5', 'model.h5', 'legacy.h5', 'nested.weights.h5', 'nested.h5'])('%s', async (name) => {
    const read = await readH5(fixture(name), wanted);
    expect([...read.keys()]).toEqual(wanted.map(({ variable }) => variable));
    for (const weight of wanted) expect(read.get(weight.variable), weight.variable).toEqual(fixtureValues(weight));
  });

  it('a part of them, where the backbone is cut earlier', async () => {
    const fewer = weightsOfBackbone({ ...small, upTo: 'conv1_relu' });
    expect((await readH5(fixture('keras3.weights.h5'), fewer)).size).toBe(5);
  });

  it('as Keras 1 named them', async () => {
    const vgg = weightsOfBackbone({ name: 'vgg16', weights: 'none', inputSize: 32, upTo: 'block1_conv1' });
    const read = await readH5(fixture('keras1.h5'), vgg);
    for (const weight of vgg) expect(read.get(weight.variable)).toEqual(fixtureValues(weight));
  });
});

describe('files that are not what is wanted', () => {
  it.each([
    ['legacy.h5', { ...small, upTo: 'conv_pw_2_relu' }, 'weight-missing', 'no kernel of conv_dw_2'],
    [
      'legacy.h5',
      { ...small, alpha: 0.5 },
      'weight-shape',
      "conv1's kernel has the shape [3, 3, 3, 8], not [3, 3, 3, 16]",
    ],
    ['strange.h5', small, 'weight-shape', 'has the shape [2, 2]'],
    ['missing.h5', small, 'unreadable', 'no such file'],
  ])('%s with %j: %s', async (name, options, code, message) => {
    const reading = readH5(fixture(name), weightsOfBackbone(options));
    await expect(reading).rejects.toMatchObject({
      name: 'BackboneError',
      code,
      message: expect.stringContaining(message),
    });
  });

  it('follows no link out of the file', async () => {
    const wanted = weightsOfBackbone(small).filter(({ layer }) => layer === 'conv1_bn');
    await expect(readH5(fixture('strange.h5'), wanted)).rejects.toMatchObject({ name: 'BackboneError' });
  });

  it.each(['no weights', '\x89HDF\r\n\x1a\n and nothing more'])('is no HDF5: %j', async (content) => {
    const path = join(mkdtempSync(join(temporary.path, 'x-')), 'x.h5');
    writeFileSync(path, content, 'latin1');
    await expect(readH5(path, weightsOfBackbone(small))).rejects.toMatchObject({ code: 'not-weights' });
  });
});
