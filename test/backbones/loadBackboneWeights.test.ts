import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBackboneWeights } from '../../src/backbones/loadBackboneWeights.js';
import { publishedWeights } from '../../src/backbones/published.js';
import type { WeightPlaces } from '../../src/backbones/weightPlaces.js';
import { initialWeights } from '../../src/core/training/modelSession.js';
import { fixtureValues, planWithBackbone, weightsOfBackbone } from '../support/backboneWeights.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const fixtures = resolve(__dirname, '../fixtures/weights');
const embedded = resolve(__dirname, '../../data/backbones');
const small = { name: 'mobilenetV1', alpha: 0.25, inputSize: 32, upTo: 'conv_pw_1_relu' };

function folder(): string {
  return mkdtempSync(join(temporary.path, 'x-'));
}

function places(more: Partial<WeightPlaces> = {}): WeightPlaces {
  return { cacheRoot: folder(), folder: undefined, embedded, ...more };
}

describe('weights of a backbone', () => {
  it('are the embedded ones, where they reach', async () => {
    const plan = planWithBackbone({ name: 'mobilenetV1', inputSize: 32, upTo: 'conv_pw_6_relu' });
    const { values, records } = await loadBackboneWeights(plan, 'm.model.jsonc', places());
    expect(records).toEqual([
      {
        ...{ layer: 'backbone', network: 'mobilenetV1', alpha: 1, inputSize: 32, upTo: 'conv_pw_6_relu' },
        origin: 'embedded',
        title: expect.stringContaining('Google'),
        checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    const initial = initialWeights(plan, 0);
    for (const [name, value] of Object.entries(values)) expect(initial[name]?.shape).toEqual(value.shape);
    expect(Object.keys(values).length).toBe(Object.keys(initial).length - 2);
  });

  it('have a checksum of their values, whatever the file', async () => {
    const plan = planWithBackbone({ ...small, weights: 'keras3.weights.h5' });
    const other = planWithBackbone({ ...small, weights: 'model.h5' });
    const definition = join(fixtures, 'm.model.jsonc');
    const [a, b] = [await loadBackboneWeights(plan, definition), await loadBackboneWeights(other, definition)];
    const hash = createHash('sha256');
    for (const weight of weightsOfBackbone(small)) hash.update(new Uint8Array(fixtureValues(weight).buffer));
    expect(a.records[0]).toMatchObject({ origin: 'file', title: 'keras3.weights.h5', checksum: hash.digest('hex') });
    expect(b.records[0]?.checksum).toBe(a.records[0]?.checksum);
  });

  it('are looked for in the cache, then in the folder that was set', async () => {
    const plan = planWithBackbone({ name: 'vgg16', inputSize: 32, upTo: 'block1_conv1' });
    const file = 'vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5';
    const own = places({ folder: folder() });
    await expect(loadBackboneWeights(plan, 'm.jsonc', own)).rejects.toMatchObject({ code: 'not-found' });
    copyFileSync(join(fixtures, 'keras1.h5'), join(own.folder ?? '', file));
    expect((await loadBackboneWeights(plan, 'm.jsonc', own)).records[0]?.origin).toBe('folder');
    mkdirSync(join(own.cacheRoot, 'backbones'));
    copyFileSync(join(fixtures, 'keras1.h5'), join(own.cacheRoot, 'backbones', file));
    expect((await loadBackboneWeights(plan, 'm.jsonc', own)).records[0]?.origin).toBe('cache');
  });

  it('begin with their initializers where the definition says so', async () => {
    const plan = planWithBackbone({ ...small, weights: 'none' });
    const { values, records } = await loadBackboneWeights(plan, 'm.jsonc', places());
    expect([values, records[0]?.origin]).toEqual([{}, 'none']);
  });
});

describe('weights that are not there', () => {
  it('say what to fetch, and what to put where on a machine without a network', async () => {
    const plan = planWithBackbone({ name: 'mobilenetV1', inputSize: 32, upTo: 'conv_pw_12_relu' });
    const own = places();
    const { message } = (await loadBackboneWeights(plan, 'm.jsonc', own).catch(
      (error: Error) => error as Error & { message: string },
    )) as Error;
    expect(message).toContain('bakeoff backbone fetch mobilenetV1 --up-to conv_pw_12_relu');
    expect(message).toContain('https://storage.googleapis.com/tfjs-models/tfjs/mobilenet_v1_1.0_224/model.json');
    expect(message).toContain(join(own.cacheRoot, 'backbones'));
    expect(message).toContain('BAKEOFF_BACKBONES');
  });

  it('do not lead out of the folder of the definition', async () => {
    const root = folder();
    cpSync(fixtures, join(root, 'secret'), { recursive: true });
    mkdirSync(join(root, 'mine'));
    for (const weights of ['../secret/legacy.h5', join(root, 'secret/legacy.h5'), 'x/../../secret/legacy.h5']) {
      const loading = loadBackboneWeights(
        planWithBackbone({ ...small, weights }),
        join(root, 'mine/m.jsonc'),
        places(),
      );
      await expect(loading).rejects.toMatchObject({ code: 'outside' });
    }
  });

  it('need a format that is known', async () => {
    const root = folder();
    writeFileSync(join(root, 'weights.pt'), '');
    const loading = loadBackboneWeights(
      planWithBackbone({ ...small, weights: 'weights.pt' }),
      join(root, 'm'),
      places(),
    );
    await expect(loading).rejects.toMatchObject({ code: 'not-weights' });
  });
});

describe('published weights', () => {
  it('that can be fetched have a checksum for every file, and stay in their folder', () => {
    for (const { path, url, files } of publishedWeights) {
      expect(url).toMatch(/^https:\/\/.*\/$/);
      expect(path).not.toMatch(/\.\.|^\//);
      for (const [name, { checksum, algorithm, bytes }] of Object.entries(files)) {
        expect(name).toMatch(/^[\w][\w.-]+$/);
        expect(checksum).toMatch(algorithm === 'sha256' ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{32}$/);
        expect(bytes).toBeGreaterThan(0);
      }
    }
  });

  it('that are embedded are those that their README tells of', () => {
    const readme = readFileSync(join(embedded, 'README.md'), 'utf8');
    for (const name of ['model.json', 'weights.bin']) {
      const bytes = readFileSync(join(embedded, 'mobilenetV1', name));
      expect(readme).toContain(createHash('sha256').update(bytes).digest('hex'));
      expect(readme).toContain(`| ${bytes.length.toLocaleString('en')} |`);
    }
  });
});
