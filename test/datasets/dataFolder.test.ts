import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFolder } from '../../src/datasets/dataFolder.js';

describe('dataFolder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'data-folder-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('finds the data of this repository from the source', () => {
    expect(dataFolder()).toBe(resolve('data'));
  });

  it('finds the data beside dist, past a package.json that is not ours and one that is no JSON', () => {
    mkdirSync(join(root, 'dist/deep/deeper'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"name": "model-bakeoff"}');
    writeFileSync(join(root, 'dist/package.json'), '{"type": "commonjs"}');
    writeFileSync(join(root, 'dist/deep/package.json'), '{');
    expect(dataFolder(join(root, 'dist/deep/deeper'))).toBe(join(root, 'data'));
  });

  it('says that the installation is incomplete where there is no such package', () => {
    expect(() => dataFolder(root)).toThrow(/No package\.json of model-bakeoff above/);
  });
});
