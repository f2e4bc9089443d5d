import { isAbsolute, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../src/cacheFolder.js';

describe('cacheFolder', () => {
  it('is an absolute folder of the product unless BAKEOFF_CACHE names another', () => {
    expect(isAbsolute(cacheFolder({}))).toBe(true);
    expect(cacheFolder({})).toContain('model-bakeoff');
    expect(cacheFolder({ BAKEOFF_CACHE: 'some/cache' })).toBe(resolve('some/cache'));
    expect(cacheFolder({ BAKEOFF_CACHE: '' })).toBe(cacheFolder({}));
  });
});
