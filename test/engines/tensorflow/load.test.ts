import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineError } from '../../../src/core/engine.js';
import { loadTensorFlow } from '../../../src/engines/tensorflow/load.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bakeoff-load-'));
  vi.stubEnv('BAKEOFF_CACHE', folder);
  vi.stubEnv('BAKEOFF_TFJS_NODE', '');
  vi.stubEnv('TF_CPP_MIN_LOG_LEVEL', undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function put(body: string) {
  mkdirSync(join(folder, 'package'), { recursive: true });
  writeFileSync(join(folder, 'package', 'package.json'), '{"main": "index.js"}');
  writeFileSync(join(folder, 'package', 'index.js'), body);
  return { packageFolder: join(folder, 'package'), source: 'environment' } as const;
}

describe('loadTensorFlow', () => {
  it('says how to install what is missing', () => {
    expect(() => loadTensorFlow()).toThrow(EngineError);
    expect(() => loadTensorFlow()).toThrow(
      /not installed\nInstall it once, into your user cache: bakeoff engine install$/,
    );
  });

  it('gives tfjs-node the functions that newer Nodes lack, and quietens the library', () => {
    const util = createRequire(join(folder, 'package.json'))('node:util');
    const saved = [util.isNullOrUndefined, util.isArray];
    delete util.isNullOrUndefined;
    delete util.isArray;
    try {
      const tf = loadTensorFlow(
        put(`const util = require('util');
          module.exports = { answers: [null, undefined, 0, ''].map(util.isNullOrUndefined), isArray: util.isArray([]),
            level: process.env.TF_CPP_MIN_LOG_LEVEL };`),
      );
      expect(tf).toEqual({ answers: [true, true, false, false], isArray: true, level: '2' });
    } finally {
      [util.isNullOrUndefined, util.isArray] = saved;
    }
  });

  it('leaves the log as it is for debugging', () => {
    vi.stubEnv('BAKEOFF_DEBUG', '1');
    loadTensorFlow(put('module.exports = {};'));
    expect(process.env.TF_CPP_MIN_LOG_LEVEL).toBeUndefined();
  });

  it('tells which folder does not load, and why', () => {
    expect(() => loadTensorFlow(put('throw new Error("no such symbol\\nstack");'))).toThrow(
      /TensorFlow in .*package cannot be loaded: no such symbol\nInstall it anew: bakeoff engine install --force$/,
    );
  });
});
