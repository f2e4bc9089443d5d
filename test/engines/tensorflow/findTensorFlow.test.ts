import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTensorFlow } from '../../../src/engines/tensorflow/findTensorFlow.js';
import { engineFolders, packageFolder } from '../../../src/engines/tensorflow/install/engineFolders.js';
import { enginePins } from '../../../src/engines/tensorflow/install/pins.js';

let folder: string;
let cache: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'bakeoff-find-')));
  cache = join(folder, 'cache');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a tfjs-node into an installation's node_modules and returns its folder. */
function put(installation: string, options: { binding?: boolean; name?: string } = {}): string {
  const target = packageFolder(installation);
  mkdirSync(join(target, 'lib', 'napi-v8'), { recursive: true });
  writeFileSync(join(target, 'package.json'), JSON.stringify({ name: options.name ?? '@tensorflow/tfjs-node' }));
  if (options.binding !== false) writeFileSync(join(target, 'lib', 'napi-v8', 'tfjs_binding.node'), '');
  return target;
}

const find = (env: Record<string, string> = {}) =>
  findTensorFlow({ BAKEOFF_CACHE: cache, ...env }, join(folder, 'project'));

describe('findTensorFlow', () => {
  it('finds nothing where nothing is', () => {
    expect(find()).toBeUndefined();
  });

  it('prefers the environment, then the cache, then the project', () => {
    const project = put(join(folder, 'project'));
    expect(find()).toEqual({ packageFolder: project, source: 'project' });
    for (const installation of [...engineFolders(cache, enginePins()).finished].reverse()) {
      expect(find()?.packageFolder).not.toBe(packageFolder(installation));
      const installed = put(installation);
      expect(find()).toEqual({ packageFolder: installed, source: 'cache' });
    }
    const own = put(join(folder, 'own'));
    for (const named of [own, join(folder, 'own')]) {
      expect(find({ BAKEOFF_TFJS_NODE: named })).toEqual({ packageFolder: own, source: 'environment' });
    }
  });

  it('passes over packages without an addon, and unfinished installations', () => {
    put(join(folder, 'project'), { binding: false });
    put(engineFolders(cache, enginePins()).partial);
    expect(find()).toBeUndefined();
  });

  it('does not silently pass over a wrong BAKEOFF_TFJS_NODE', () => {
    put(join(folder, 'project'));
    put(join(folder, 'bare'), { binding: false });
    put(join(folder, 'foreign'), { name: 'something-else' });
    for (const name of ['bare', 'foreign', 'nowhere']) {
      expect(() => find({ BAKEOFF_TFJS_NODE: join(folder, name) })).toThrow(/BAKEOFF_TFJS_NODE is .*, which is no/);
    }
  });
});
