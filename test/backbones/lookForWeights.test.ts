import { copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listBackbones } from '../../src/backbones/listBackbones.js';
import { areWeightsHere } from '../../src/backbones/lookForWeights.js';
import type { WeightPlaces } from '../../src/backbones/weightPlaces.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const embedded = resolve(__dirname, '../../data/backbones');
const places = (): WeightPlaces => ({ cacheRoot: temporary.path, folder: undefined, embedded });
const half = { network: 'mobilenetV1', alpha: 1, upTo: 'conv_pw_6_relu' };

describe('areWeightsHere', () => {
  it('knows how far the embedded network reaches, without reading it', async () => {
    expect(await areWeightsHere(half, places())).toBe(true);
    expect(await areWeightsHere({ ...half, upTo: 'conv_pw_7_relu' }, places())).toBe(false);
    expect(await areWeightsHere({ network: 'mobilenetV1', alpha: 1 }, places())).toBe(false);
    expect(await areWeightsHere({ ...half, alpha: 0.5 }, places())).toBe(false);
    expect(await areWeightsHere({ ...half, upTo: 'no_such_layer' }, places())).toBe(false);
  });

  it('misses a file that a manifest names', async () => {
    const copy = join(temporary.path, 'embedded');
    cpSync(embedded, copy, { recursive: true });
    expect(await areWeightsHere(half, { ...places(), embedded: copy })).toBe(true);
    rmSync(join(copy, 'mobilenetV1', 'weights.bin'));
    expect(await areWeightsHere(half, { ...places(), embedded: copy })).toBe(false);
  });

  it('takes a Keras file for what its name says, in the cache or in the folder that was set', async () => {
    const vgg = { network: 'vgg16', alpha: 1 };
    expect(await areWeightsHere(vgg, places())).toBe(false);
    const folder = join(temporary.path, 'own');
    mkdirSync(folder);
    const name = 'vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5';
    copyFileSync(resolve(__dirname, '../fixtures/weights/keras1.h5'), join(folder, name));
    expect(await areWeightsHere(vgg, { ...places(), folder })).toBe(true);
  });
});

it('listBackbones tells what is in the cache, and what can only be put there by hand', async () => {
  const stateOf = async (network: string) => (await listBackbones(places())).find((one) => one.network === network);
  expect(await stateOf('vgg16')).toMatchObject({ state: 'fetchable', bytes: 58_889_256 });
  expect(await stateOf('mobilenetV2')).toMatchObject({ state: 'by hand', bytes: 0 });
  mkdirSync(join(temporary.path, 'backbones'));
  const name = 'vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5';
  copyFileSync(resolve(__dirname, '../fixtures/weights/keras1.h5'), join(temporary.path, 'backbones', name));
  expect(await stateOf('vgg16')).toMatchObject({ state: 'cached' });
});
