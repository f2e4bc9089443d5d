import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadDataset } from '../../src/datasets/index.js';
import { Channel } from '../../src/protocol/channel.js';
import type { HostContract, ServiceContract } from '../../src/protocol/service.js';
import { createService } from '../../src/service/createService.js';
import { portPair } from '../protocol/portPair.js';
import { makeIdxParts, writeIdxParts } from '../support/idxFixture.js';
import { storeImageRun } from '../support/imageRun.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const trainerEntry = path.join(__dirname, '..', 'support', 'fakeTrainer.mjs');

let host: Channel<HostContract, ServiceContract>;
let service: { dispose(): void };
beforeEach(() => {
  vi.stubEnv('FAKE_TRAINER', 'answer');
  const [hostPort, servicePort] = portPair();
  host = new Channel(hostPort, {});
  service = createService(servicePort, { trainerEntry });
});
afterEach(() => {
  service.dispose();
  host.dispose();
  vi.unstubAllEnvs();
});

async function storeRun(): Promise<string> {
  const images = path.join(temporary.path, 'images');
  writeIdxParts(images, makeIdxParts());
  return storeImageRun(path.join(temporary.path, 'runs'), '20260101-120000-ann-s0-aaaa', `idx:${images}`, {});
}

describe('why a model takes an image for what it does', () => {
  it('is computed by one trainer, and remembered until there are other weights', async () => {
    const folder = await storeRun();
    const ask = (question: object = {}) =>
      host.request('gradCam', { folder, split: 'test', image: 2, classIndex: 1, cores: 1, ...question });
    const { layers } = await ask();
    expect(layers).toMatchObject([{ name: 'conv', height: 1, width: 3, isConvolution: true }]);
    const [pid = 0] = layers[0]?.values ?? [];
    expect([...(layers[0]?.values ?? [])]).toEqual([pid, 1, -1]);
    expect([...((await ask({ against: 0 })).layers[0]?.values ?? [])]).toEqual([pid, 1, 0]);
    // No trainer would answer any more.
    vi.stubEnv('FAKE_TRAINER', 'never answer');
    expect((await ask({ cores: 2 })).layers).toEqual(layers);
    vi.stubEnv('FAKE_TRAINER', 'answer');
    writeFileSync(path.join(folder, 'weights.json'), '{ }');
    expect((await ask({ cores: 2 })).layers[0]?.values[0]).not.toBe(pid);
    await expect(ask({ image: 6 })).rejects.toMatchObject({ code: 'no-such-image' });
    rmSync(path.join(folder, 'weights.json'));
    await expect(ask()).rejects.toMatchObject({ code: 'weights-missing', advice: expect.any(String) });
  });

  it('is given up when nobody waits, and can be asked again', async () => {
    const folder = await storeRun();
    vi.stubEnv('FAKE_TRAINER', 'never answer');
    const params = { folder, split: 'test', image: 2, classIndex: 1 } as const;
    const controller = new AbortController();
    const asked = host.request('gradCam', { ...params, cores: 1 }, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 300);
    await expect(asked).rejects.toThrow('enough');
    vi.stubEnv('FAKE_TRAINER', 'answer');
    expect((await host.request('gradCam', { ...params, cores: 2 })).layers).toHaveLength(1);
  });

  it('is hidden by the mean colour of the images that the run was trained on', async () => {
    const folder = await storeRun();
    const params = { folder, split: 'test', image: 2, classIndex: 1, cores: 1 } as const;
    const { fill, drops, probability } = await host.request('occlude', params);
    const { images: own } = await host.request('readSamples', { folder, split: 'train', mayCompute: true, cores: 1 });
    const { train } = await loadDataset(`idx:${path.join(temporary.path, 'images')}`);
    const pixels = [...own].flatMap((image) => [...train.images.subarray(image * 20, (image + 1) * 20)]);
    expect(fill).toEqual([Math.round(pixels.reduce((sum, value) => sum + value, 0) / pixels.length)]);
    expect([...drops]).toEqual(fill);
    expect(probability).toBeNull();
  });
});

describe('training images with like features', () => {
  it('are found once the features of all are computed, which can be followed', async () => {
    const folder = await storeRun();
    const told: unknown[] = [];
    const params = { folder, split: 'test', image: 2, cores: 1 } as const;
    const ask = () =>
      host.request('findNearestFeatures', params, { onProgress: (progress) => void told.push(progress) });
    const found = await ask();
    expect(told[0]).toEqual({ message: 'Computing features of 9 training images' });
    expect(found).toEqual({
      layer: 'dense',
      size: 2,
      neighbours: [
        { image: 0, distance: 0, label: 0, predicted: 0, probability: null },
        { image: 1, distance: 0.25, label: 1, predicted: 1, probability: 0.75 },
        { image: 2, distance: 0.5, label: 2, predicted: 1, probability: 0.75 },
      ],
    });
    told.length = 0;
    const { neighbours } = await host.request('findNearestFeatures', { ...params, split: 'train', image: 1 });
    expect(neighbours.map(({ image }) => image)).toEqual([0, 2]);
    expect(told).toEqual([]);
  });

  it('are not looked for any longer than somebody waits', async () => {
    const folder = await storeRun();
    vi.stubEnv('FAKE_TRAINER', 'never answer');
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error('enough'));
    const params = { folder, split: 'test', image: 2, cores: 1 } as const;
    await expect(
      host.request('findNearestFeatures', params, { signal: controller.signal, onProgress }),
    ).rejects.toThrow('enough');
    vi.stubEnv('FAKE_TRAINER', 'lose features');
    await expect(host.request('findNearestFeatures', params)).rejects.toMatchObject({
      code: 'features-gone',
      advice: expect.stringContaining('BAKEOFF_FEATURE_CACHE'),
    });
  });
});
