import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadDataset } from '../../src/datasets/index.js';
import { Channel } from '../../src/protocol/channel.js';
import { imagesAtOnce } from '../../src/protocol/samples.js';
import type { HostContract, ServiceContract } from '../../src/protocol/service.js';
import { createService } from '../../src/service/createService.js';
import { portPair } from '../protocol/portPair.js';
import { makeIdxParts, writeIdxParts } from '../support/idxFixture.js';
import { storeImageRun } from '../support/imageRun.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const trainerEntry = path.join(__dirname, '..', 'support', 'fakeTrainer.mjs');
const computing = { mayCompute: true, cores: 1 };
const runId = '20260101-120000-ann-s0-aaaa';

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

const images = () => path.join(temporary.path, 'images');
const dataset = () => `idx:${images()}`;

/** 6 test images of classes 0, 1, 2, 0, 1, 2: the second is taken for class 2, of the last nothing can be said. */
const probabilities = Float32Array.from([
  ...[0.75, 0.125, 0.125],
  ...[0.125, 0.25, 0.625],
  ...[0, 0, 1],
  ...[0.5, 0.25, 0.25],
  ...[0.25, 0.5, 0.25],
  ...[Number.NaN, 0, 0],
]);

async function storeRun(options: Parameters<typeof storeImageRun>[3] = { probabilities }): Promise<string> {
  writeIdxParts(images(), makeIdxParts());
  return storeImageRun(path.join(temporary.path, 'runs'), runId, dataset(), options);
}

describe('what a run says of its images', () => {
  it('is what is stored of the test images', async () => {
    const folder = await storeRun();
    const samples = await host.request('readSamples', { folder, split: 'test', mayCompute: false, cores: 0 });
    const { checksum } = await loadDataset(dataset());
    expect(samples).toMatchObject({ count: 6, classCount: 3, split: 'test', checksum, imageShape: [4, 5, 1] });
    expect(samples.classNames).toEqual(['0', '1', '2']);
    expect([...samples.images]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...samples.labels]).toEqual([0, 1, 2, 0, 1, 2]);
    expect([...samples.predicted]).toEqual([0, 2, 2, 0, 1, -1]);
    expect([...samples.probability]).toEqual([0.75, 0.625, 1, 0.5, 0.5, Number.NaN]);
  });

  it('is computed of others when it is first asked for, and stored', async () => {
    const folder = await storeRun();
    const onProgress = vi.fn();
    const params = { folder, split: 'validation', ...computing } as const;
    const samples = await host.request('readSamples', params, { onProgress });
    expect(samples).toMatchObject({ count: 3, split: 'validation' });
    const { train } = await loadDataset(dataset());
    expect([...samples.labels]).toEqual([...samples.images].map((image) => train.labels[image]));
    expect([...samples.images]).toEqual([...samples.images].sort((a, b) => a - b));
    expect(onProgress).toHaveBeenCalledWith({ message: 'Predicting 3 validation images' });
    vi.stubEnv('FAKE_TRAINER', 'die silently');
    expect(await host.request('readSamples', { ...params, mayCompute: false })).toEqual(samples);
    await expect(host.request('readSamples', { ...params, split: 'train' })).rejects.toMatchObject({
      code: 'trainer-died',
    });
  });

  it('is computed no longer than somebody waits for it', async () => {
    const folder = await storeRun();
    vi.stubEnv('FAKE_TRAINER', 'never answer');
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error('enough'));
    const params = { folder, split: 'train', ...computing } as const;
    await expect(host.request('readSamples', params, { signal: controller.signal, onProgress })).rejects.toThrow(
      'enough',
    );
    vi.stubEnv('FAKE_TRAINER', 'answer');
    expect((await host.request('readSamples', params)).count).toBe(9);
  });

  it.each([
    ['no predictions', async () => storeRun({}), 'predictions-missing'],
    ['damaged predictions', async () => storeRun({ probabilities: new Float32Array(17) }), 'predictions-damaged'],
    [
      'other images',
      async () => {
        const folder = await storeRun();
        writeIdxParts(images(), makeIdxParts({ salt: 1 }));
        return folder;
      },
      'dataset-changed',
    ],
    [
      'images that are gone',
      async () => {
        const folder = await storeRun();
        rmSync(images(), { recursive: true });
        return folder;
      },
      'dataset-gone',
    ],
    ['no run', async () => '/none/at/all', 'run-not-started'],
    [
      'no weights and no predictions',
      async () => {
        const folder = await storeRun({});
        rmSync(path.join(folder, 'weights.json'));
        return folder;
      },
      'weights-missing',
    ],
    [
      'a trainer at work',
      async () => {
        const folder = await storeRun({});
        const { claimRun } = await import('../../src/runs/runClaim.js');
        claimRun(folder);
        return folder;
      },
      'run-unfinished',
    ],
  ])('cannot be said with %s, and what to do is', async (_, prepare, code) => {
    const folder = await prepare();
    const error = expect.objectContaining({ code, advice: expect.stringMatching(/\.$/) });
    await expect(host.request('readSamples', { folder, split: 'test', ...computing })).rejects.toEqual(error);
  });

  it('cannot be said of images that it kept none of, or that nothing may be computed of', async () => {
    const folder = await storeRun({ probabilities, validationSplit: 0 });
    const ask = (split: 'train' | 'validation', mayCompute: boolean) =>
      host.request('readSamples', { folder, split, mayCompute, cores: 1 });
    await expect(ask('validation', true)).rejects.toMatchObject({ code: 'split-empty', advice: expect.any(String) });
    await expect(ask('train', false)).rejects.toMatchObject({ code: 'not-trusted', advice: expect.any(String) });
  });
});

describe('images', () => {
  it('come by their numbers, of a run or of a dataset, in bytes of their own', async () => {
    const folder = await storeRun();
    const { checksum, test, train } = await loadDataset(dataset());
    const batch = await host.request('readImages', { from: { folder }, split: 'test', indices: [5, 0] });
    expect(batch).toMatchObject({ checksum, height: 4, width: 5, channels: 1, indices: [5, 0] });
    expect([...batch.bytes]).toEqual([...test.images.subarray(100, 120), ...test.images.subarray(0, 20)]);
    expect(batch.bytes.buffer.byteLength).toBe(40);
    const from = { dataset: './images', baseFolder: temporary.path };
    const other = await host.request('readImages', { from, split: 'validation', indices: [11] });
    expect([...other.bytes]).toEqual([...train.images.subarray(220, 240)]);
  });

  it.each([
    [[6], 'no-such-image'],
    [[-1], 'no-such-image'],
    [[0.5], 'no-such-image'],
    [Array<number>(513).fill(0), 'too-many-images'],
  ])('that are not there, or too many, are refused: %j', async (indices, code) => {
    const folder = await storeRun();
    await expect(host.request('readImages', { from: { folder }, split: 'test', indices })).rejects.toMatchObject({
      code,
    });
  });

  it('are fewer at a time the larger they are', () => {
    expect(imagesAtOnce({ height: 28, width: 28, channels: 1 })).toBe(512);
    expect(imagesAtOnce({ height: 1024, width: 1024, channels: 3 })).toBe(10);
    expect(imagesAtOnce({ height: 4096, width: 4096, channels: 3 })).toBe(1);
  });
});

describe('one image', () => {
  it('is looked up in what is stored, and asked of the model where nothing is', async () => {
    const folder = await storeRun();
    const ask = (split: 'train' | 'test', image: number, mayCompute = true) =>
      host.request('inspectSample', { folder, split, image, mayCompute, cores: 1 });
    expect(await ask('test', 1, false)).toEqual({
      label: 1,
      top: [
        { classIndex: 2, probability: 0.625 },
        { classIndex: 1, probability: 0.25 },
        { classIndex: 0, probability: 0.125 },
      ],
    });
    expect((await ask('test', 5)).top.at(-1)).toEqual({ classIndex: 0, probability: null });
    const { neighbours } = await host.request('findNearest', { folder, split: 'test', image: 0 });
    const known = neighbours[0]?.image ?? 0;
    expect((await ask('train', known)).top[1]).toEqual({ classIndex: 0, probability: 0.25 });
    await expect(ask('train', known, false)).rejects.toMatchObject({ code: 'not-trusted' });
    await expect(ask('test', 6)).rejects.toMatchObject({ code: 'no-such-image' });
  });

  it('is seen through the layers', async () => {
    const folder = await storeRun();
    const { test } = await loadDataset(dataset());
    const ask = () => host.request('inspectLayers', { folder, split: 'test', image: 2, cores: 1 });
    const { layers } = await ask();
    expect(layers).toMatchObject([{ name: 'dense', outputShape: [2], mean: test.images[40], zeroFraction: 0.5 }]);
    expect(layers[0]?.map).toEqual({ height: 1, width: 2, low: 0, high: 1, bytes: Uint8Array.of(0, 255) });
    rmSync(path.join(folder, 'weights.json'));
    await expect(ask()).rejects.toMatchObject({ code: 'weights-missing' });
  });

  it('has its like among the images that the run was trained on, itself left out', async () => {
    const folder = await storeRun();
    const { images: own } = await host.request('readSamples', { folder, split: 'train', ...computing });
    const { train } = await loadDataset(dataset());
    const pixels = (image: number) => train.images.subarray(image * 20, (image + 1) * 20);
    const apart = (one: number, other: number) =>
      Math.sqrt(pixels(one).reduce((sum, value, at) => sum + (value - (pixels(other)[at] ?? 0)) ** 2, 0));
    for (const image of own) {
      const { neighbours } = await host.request('findNearest', { folder, split: 'train', image });
      expect(neighbours).toHaveLength(6);
      expect(neighbours.every((neighbour) => neighbour.image !== image && own.includes(neighbour.image))).toBe(true);
      expect(neighbours.map(({ distance }) => distance)).toEqual(
        neighbours.map(({ distance }) => distance).sort((a, b) => a - b),
      );
      expect(neighbours.map(({ distance }) => distance)).toEqual(neighbours.map((other) => apart(other.image, image)));
      expect(neighbours.every((neighbour) => neighbour.label === neighbour.image % 3)).toBe(true);
    }
  });
});

describe('a dataset', () => {
  it('is shown before any training', async () => {
    await storeRun();
    const view = await host.request('readDataset', { from: { dataset: dataset() } });
    expect(view.dataset).toMatchObject({ id: dataset(), trainCount: 12, testCount: 6 });
    expect(view.splits).toEqual([
      { split: 'train', count: 12, classCounts: [4, 4, 4] },
      { split: 'test', count: 6, classCounts: [2, 2, 2] },
    ]);
    expect(view.samples.byClass.map((of) => of.map((image) => image % 3))).toEqual([
      [0, 0, 0, 0],
      [1, 1, 1, 1],
      [2, 2, 2, 2],
    ]);
    expect(view.samples.batch.indices).toEqual(view.samples.byClass.flat());
    expect(view.samples.batch.bytes.length).toBe(12 * 20);
    const none = { count: 0, contradicting: 0, pairs: [] };
    expect(view.duplicates).toEqual({ train: none, test: none, across: none });
    expect(view).not.toHaveProperty('licence');
  });

  it('of a run is shown as the run split it', async () => {
    const folder = await storeRun();
    const { splits } = await host.request('readDataset', { from: { folder } });
    expect(splits.map(({ split, count }) => [split, count])).toEqual([
      ['train', 9],
      ['validation', 3],
      ['test', 6],
    ]);
    const [train, validation] = splits;
    expect(train?.classCounts.map((count, label) => count + (validation?.classCounts[label] ?? 0))).toEqual([4, 4, 4]);
  });

  it('tells images that it has twice, those with different labels first, and leaks', async () => {
    const parts = makeIdxParts();
    const header = 16;
    const copy = (part: 'trainImages' | 'testImages', from: Uint8Array, fromImage: number, toImage: number) =>
      parts[part].set(from.subarray(header + fromImage * 20, header + (fromImage + 1) * 20), header + toImage * 20);
    copy('trainImages', parts.trainImages, 0, 3);
    copy('trainImages', parts.trainImages, 1, 5);
    copy('testImages', parts.trainImages, 7, 4);
    writeIdxParts(images(), parts);
    const { duplicates } = await host.request('readDataset', { from: { dataset: dataset() } });
    expect(duplicates.train).toEqual({
      count: 2,
      contradicting: 1,
      pairs: [
        { first: 1, second: 5, sameLabel: false },
        { first: 0, second: 3, sameLabel: true },
      ],
    });
    expect(duplicates.test.count).toBe(0);
    expect(duplicates.across.pairs).toEqual([{ first: 7, second: 4, sameLabel: true }]);
  });

  it('that is none is refused with what to do', async () => {
    writeFileSync(path.join(temporary.path, 'file'), '');
    for (const id of ['no-such-set', `idx:${temporary.path}`])
      await expect(host.request('readDataset', { from: { dataset: id } })).rejects.toMatchObject({
        code: expect.stringMatching(/^dataset-/),
        advice: expect.any(String),
      });
  });
});
