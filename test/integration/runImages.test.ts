import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NOT_ASKED } from '../../src/core/evidence/layerEvidence.js';
import { placeCount } from '../../src/core/explain/occlusion.js';
import type { RunState } from '../../src/core/run/state.js';
import { ServiceThread } from '../../src/host/service/serviceThread.js';
import { readEvidence } from '../../src/runs/evidenceFile.js';
import { readRun } from '../../src/runs/readRun.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const project = path.resolve(__dirname, '../..');
const script = path.join(project, 'dist', 'service.cjs');
const isBuilt = existsSync(script) && existsSync(path.join(project, 'dist', 'trainer.cjs'));
if (!isBuilt) process.stderr.write('skipped: what runs say of images: dist/service.cjs is not there: npm run build\n');

const temporary = useTemporaryFolder();
let service: ServiceThread;
beforeEach(() => {
  vi.stubEnv('BAKEOFF_FEATURE_FOLDER', path.join(temporary.path, 'features'));
  const ignore = () => undefined;
  service = new ServiceThread({ script, log: { debug: ignore, info: ignore, warn: ignore, error: ignore } });
});
afterEach(() => {
  vi.unstubAllEnvs();
  return service.dispose();
});

/** A small network on a hundred images of the embedded sample: seconds. */
async function train(engine: 'portable' | 'tensorflow'): Promise<{ folder: string; state: RunState }> {
  const definitionPath = path.join(project, 'data', 'cnn.model.jsonc');
  const { folder } = await service.request('startRun', {
    root: path.join(temporary.path, 'runs'),
    request: {
      definitionText: readFileSync(definitionPath, 'utf8').replace(
        '"layers": [',
        '"layers": [{ "type": "randomFlip" },',
      ),
      definitionPath,
      dataset: `idx:${path.join(project, 'data', 'fashion-mnist')}`,
      seed: 3,
      validationSplit: 0.2,
      limit: 100,
      recipe: { epochs: 1 },
      engine,
    },
    modelName: 'cnn',
    cores: 1,
    afterWindow: 'stop',
  });
  const end = () => readRun(folder).then(({ state }) => expect(state.status).toBe('completed'));
  await vi.waitFor(end, { timeout: 50_000, interval: 100 });
  return { folder, state: (await readRun(folder)).state };
}

/** Maps of all layers, an occlusion map and neighbours by features, whose computing can be given up. */
async function expectExplanations(folder: string, { evaluation, started }: RunState): Promise<void> {
  const asked = { folder, split: 'test', image: 17, cores: 1 } as const;
  const { layers } = await service.request('gradCam', { ...asked, classIndex: 3 });
  const convolutions = started?.layers.filter(({ type }) => type === 'conv2d').map(({ name }) => name) ?? [];
  expect(layers.filter(({ isConvolution }) => isConvolution).map(({ name }) => name)).toEqual(convolutions);
  for (const { values, height, width } of layers) expect(values.length).toBe(height * width);
  // What speaks for one class rather than another is the difference of what speaks for each.
  const other = await service.request('gradCam', { ...asked, classIndex: 5 });
  const both = await service.request('gradCam', { ...asked, classIndex: 3, against: 5 });
  both.layers.forEach(({ values, name }, index) => {
    const scale = Math.max(...values.map(Math.abs));
    values.forEach((value, cell) => {
      const apart = (layers[index]?.values[cell] ?? 0) - (other.layers[index]?.values[cell] ?? 0);
      expect(Math.abs(value - apart) / scale, name).toBeLessThan(1e-3);
    });
  });

  const { top } = await service.request('inspectSample', { ...asked, mayCompute: false });
  const [first] = top;
  const occluded = await service.request('occlude', { ...asked, classIndex: first?.classIndex ?? 0 });
  expect(occluded.probability).toBeCloseTo(first?.probability ?? Number.NaN, 5);
  expect(occluded.drops.length).toBe(placeCount(occluded.grid));
  expect(occluded.fill.length).toBe(1);
  await expect(service.request('occlude', { ...asked, classIndex: 10 })).rejects.toMatchObject({
    code: 'no-such-class',
    advice: 'Choose one of 0 to 9.',
  });

  const controller = new AbortController();
  const abandoned = service.request('findNearestFeatures', asked, {
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('enough')),
  });
  await expect(abandoned).rejects.toThrow('enough');
  const messages: unknown[] = [];
  const onProgress = (progress: unknown) => void messages.push(progress);
  const { neighbours, layer } = await service.request('findNearestFeatures', asked, { onProgress });
  expect(messages[0]).toEqual({ message: 'Computing features of 80 training images' });
  expect(layer).toBe(started?.layers.at(-2)?.name);
  expect(neighbours.length).toBe(6);
  const training = { folder, split: 'train', mayCompute: false, cores: 1 } as const;
  const { images, labels, predicted } = await service.request('readSamples', training);
  let last = 0;
  for (const { image, label, distance, predicted: taken } of neighbours) {
    const row = images.indexOf(image);
    expect(row).toBeGreaterThanOrEqual(0);
    expect([label, taken]).toEqual([labels[row], predicted[row]]);
    expect(distance).toBeGreaterThanOrEqual(last);
    last = distance;
  }
  // From the cache, and never the image itself.
  const [nearest] = neighbours;
  const again = await service.request('findNearestFeatures', { ...asked, split: 'train', image: nearest?.image ?? 0 });
  expect(again.neighbours.map(({ image }) => image)).not.toContain(nearest?.image);
  expect(evaluation?.train.count).toBe(80);
}

/** What a short training had no time for is found when it is asked for, and kept. */
async function expectAllVotes(folder: string, { evaluation }: RunState): Promise<void> {
  const asked = { folder, mayCompute: true, cores: 1 };
  const stored = () => readEvidence(folder).then((found) => (found === undefined || 'skipped' in found ? 0 : found));
  expect(await stored()).not.toMatchObject({ votedImages: evaluation?.test.count });
  const { evidence, votes } = await service.request('readLayerEvidence', asked, { onProgress: () => undefined });
  expect(evidence.votedImages).toBe(evaluation?.test.count);
  expect(votes.includes(NOT_ASKED)).toBe(false);
  expect(await stored()).toEqual(evidence);
}

describe.skipIf(!isBuilt).each(['portable', 'tensorflow'] as const)('what a run of the %s engine says', (engine) => {
  it('of its images is what it was measured by, stored or computed', { timeout: 120_000 }, async (context) => {
    const { state: isThere } = await service.request('describeEngine', null);
    if (engine === 'tensorflow' && isThere !== 'ready') return context.skip('TensorFlow is not installed');
    const { folder, state } = await train(engine);
    const { evaluation, started } = state;
    for (const split of ['test', 'validation', 'train'] as const) {
      const params = { folder, split, mayCompute: true, cores: 1 };
      const samples = await service.request('readSamples', params, { onProgress: () => undefined });
      const right = samples.labels.reduce((sum, label, row) => sum + Number(samples.predicted[row] === label), 0);
      const measured = evaluation?.[split];
      expect(samples.count).toBe(measured?.count);
      expect(right / samples.count).toBeCloseTo(measured?.accuracy ?? Number.NaN, 5);
      expect(samples.checksum).toBe(started?.dataset.checksum);
    }
    expect(state.warnings).toEqual((await readRun(folder)).state.warnings);

    // What the layers come to is what was stored of that image.
    const image = { folder, split: 'test', image: 17 } as const;
    const { layers } = await service.request('inspectLayers', { ...image, cores: 1 });
    expect(layers.map(({ name, outputShape }) => [name, outputShape])).toEqual(
      started?.layers.map(({ name, outputShape }) => [name, outputShape]),
    );
    const last = layers.at(-1)?.map;
    const { top } = await service.request('inspectSample', { ...image, mayCompute: false, cores: 1 });
    expect(last?.bytes.indexOf(255)).toBe(top[0]?.classIndex);
    expect(last?.high).toBeCloseTo(top[0]?.probability ?? 0, 5);

    // The first layer is the image itself, and so is the second after the training.
    const from = { folder };
    const { bytes } = await service.request('readImages', { from, split: 'test', indices: [17] });
    const brightest = Math.max(...bytes);
    expect(layers[0]?.map).toMatchObject({ height: 28, width: 28, low: 0, high: brightest });
    expect(layers[0]?.map.bytes).toEqual(bytes.map((value) => Math.round((255 * value) / brightest)));

    const { neighbours } = await service.request('findNearest', image);
    const { images } = await service.request('readSamples', { folder, split: 'train', mayCompute: false, cores: 1 });
    expect(neighbours.every((neighbour) => images.includes(neighbour.image))).toBe(true);
    await expectExplanations(folder, state);
    await expectAllVotes(folder, state);
    const augmented = await service.request('augmentSamples', { folder, cores: 1 });
    expect(augmented).toMatchObject({ layers: ['randomFlip'], imageShape: [28, 28, 1], variants: 9 });
    expect(augmented.bytes.length).toBe(augmented.classes.length * 9 * 784);
    const view = await service.request('readDataset', { from });
    expect(view.splits.map(({ count }) => count)).toEqual([80, 20, 1000]);

    writeFileSync(path.join(folder, 'weights.bin'), 'spoilt');
    const params = { ...image, cores: 2 };
    await expect(service.request('inspectLayers', params)).rejects.toMatchObject({
      code: 'weights-unreadable',
      advice: expect.any(String),
    });
  });
});
