import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRunId, isRunId, modelSlug, slugOfRunId } from '../../src/runs/runId.js';

const time = Date.UTC(2031, 3, 5, 6, 7, 8, 900);

describe('createRunId', () => {
  it('tells time in UTC, model and seed', () => {
    expect(createRunId({ modelName: 'CNN', seed: 3, time })).toMatch(/^20310405-060708-cnn-s3-[0-9a-f]{4}$/);
  });

  it('gives a safe name for any model, that its parts can be read from', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.nat(2 ** 31), (modelName, seed) => {
        const id = createRunId({ modelName, seed, time });
        expect(isRunId(id)).toBe(true);
        expect(id).toMatch(/^[a-z0-9-]+$/);
        expect(slugOfRunId(id)).toBe(modelSlug(modelName));
      }),
    );
  });

  it('sorts by time', () => {
    const early = createRunId({ modelName: 'z', seed: 9, time });
    const late = createRunId({ modelName: 'a', seed: 0, time: time + 1_000 });
    expect(early < late).toBe(true);
  });
});

describe('modelSlug', () => {
  it.each([
    ['Small CNN, (v2)', 'small-cnn-v2'],
    ['Modèle à réseau', 'modele-a-reseau'],
    ['../../etc', 'etc'],
    ['模型', 'model'],
    ['a-s1-ffff', 'a-s1-ffff'],
    ['x'.repeat(50), 'x'.repeat(32)],
  ])('%s', (name, slug) => {
    expect(modelSlug(name)).toBe(slug);
  });
});

describe('isRunId', () => {
  it.each([
    '',
    '.',
    '..',
    '20310405-060708-cnn-s0-4f3a/..',
    '20310405-060708-cnn-s0',
    'latest',
    '20310405-060708--s0-4f3a',
  ])('refuses "%s"', (text) => {
    expect(isRunId(text)).toBe(false);
  });
});
