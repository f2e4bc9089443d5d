import { isAbsolute, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../src/datasets/cacheFolder.js';

describe('cacheFolder', () => {
  it('is an absolute folder named after the product', () => {
    const folder = cacheFolder({});
    expect(isAbsolute(folder)).toBe(true);
    expect(folder).toContain('model-bakeoff');
  });

  it('follows BAKEOFF_CACHE, made absolute', () => {
    expect(cacheFolder({ BAKEOFF_CACHE: 'some/cache' })).toBe(resolve('some/cache'));
  });

  it('takes an empty BAKEOFF_CACHE for an unset one', () => {
    expect(cacheFolder({ BAKEOFF_CACHE: '' })).toBe(cacheFolder({}));
  });
});
