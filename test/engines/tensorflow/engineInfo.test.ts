import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderBytes, intraOpThreads, readEngineInfo } from '../../../src/engines/tensorflow/engineInfo.js';
import { findTensorFlow } from '../../../src/engines/tensorflow/findTensorFlow.js';
import { installTensorFlow } from '../../../src/engines/tensorflow/install/installTensorFlow.js';
import { enginePins } from '../../../src/engines/tensorflow/install/pins.js';
import { removeTensorFlow } from '../../../src/engines/tensorflow/removeTensorFlow.js';
import { fakeEngineTools } from '../../support/fakeEngineTools.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bakeoff-info-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function installFake() {
  const tools = fakeEngineTools(join(folder, 'tools'));
  const cache = join(folder, 'cache');
  const { packageFolder } = await installTensorFlow({ cache, env: tools.env, pins: tools.pins });
  return { tools, cache, env: { BAKEOFF_CACHE: cache, BAKEOFF_TFJS_NODE: packageFolder } };
}

describe('readEngineInfo', () => {
  it('tells the machine even when nothing is installed', async () => {
    const info = await readEngineInfo({ env: { BAKEOFF_CACHE: folder }, projectFolder: folder });
    expect(info).toMatchObject({ state: 'missing', node: process.versions.node, threads: availableParallelism() });
    expect(info.location).toBeUndefined();
  });

  it('reports a wrong BAKEOFF_TFJS_NODE instead of throwing', async () => {
    const info = await readEngineInfo({ env: { BAKEOFF_TFJS_NODE: folder } });
    expect(info).toMatchObject({ state: 'broken', problem: expect.stringContaining('BAKEOFF_TFJS_NODE is') });
  });

  it.skipIf(process.platform === 'win32')('survives a library that crashes, throws or never answers', async () => {
    const { tools, env } = await installFake();
    expect(await readEngineInfo({ env })).toMatchObject({ state: 'ready', probe: { tensorFlow: '9.9.9' } });
    const problems = { crash: 'ended by SIGSEGV', throw: 'cannot open shared object', hang: 'no answer within 1.5 s' };
    for (const library of ['crash', 'throw', 'hang'] as const) {
      tools.behave({ library });
      const info = await readEngineInfo({ env, timeLimitMs: library === 'hang' ? 1500 : 30_000 });
      expect(info).toMatchObject({ state: 'broken', problem: expect.stringContaining(problems[library]) });
      expect(info.bytesOnDisk).toBeGreaterThan(0);
    }
  });

  const isInstalled = process.env.BAKEOFF_TFJS_NODE !== undefined || findTensorFlow() !== undefined;
  if (!isInstalled) console.warn('SKIPPED: the real engine is not installed, run bakeoff engine install to test it');
  it.skipIf(!isInstalled)('loads the real library', async () => {
    const info = await readEngineInfo();
    expect(info.problem).toBeUndefined();
    expect(info.state).toBe('ready');
    expect(info.probe?.tfjsNode).toBe(enginePins().tfjsNode);
    expect(info.probe?.tensorFlow).toMatch(/^2\.\d+\.\d+$/);
    expect(info.bytesOnDisk).toBeGreaterThan(1e8);
    if (['x64', 'arm64'].includes(process.arch)) expect(info.instructionSets.length).toBeGreaterThan(0);
  });
});

describe('intraOpThreads', () => {
  it("follows TensorFlow's variable where it is a positive number", () => {
    expect(intraOpThreads({ TF_NUM_INTRAOP_THREADS: '3' })).toBe(3);
    for (const text of ['0', '-1', 'x', '']) {
      expect(intraOpThreads({ TF_NUM_INTRAOP_THREADS: text })).toBe(availableParallelism());
    }
  });
});

describe('folderBytes', () => {
  it('counts a file with two names once', async () => {
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    writeFileSync(join(folder, 'a', 'x'), Buffer.alloc(1000));
    linkSync(join(folder, 'a', 'x'), join(folder, 'a', 'b', 'y'));
    writeFileSync(join(folder, 'z'), Buffer.alloc(10));
    expect(await folderBytes(folder)).toBe(1010);
    expect(await folderBytes(join(folder, 'absent'))).toBe(0);
  });
});

describe.skipIf(process.platform === 'win32')('removeTensorFlow', () => {
  it('removes engines, unfinished ones too, and nothing else', async () => {
    const { cache, tools } = await installFake();
    tools.behave({ build: 'compileError' });
    await expect(installTensorFlow({ cache, env: tools.env, pins: tools.pins, force: true })).rejects.toThrow();
    mkdirSync(join(cache, 'engines', 'somebody-elses'));
    const { folders, bytes } = await removeTensorFlow(cache);
    expect(folders).toHaveLength(3);
    expect(bytes).toBeGreaterThan(500_000);
    expect((await removeTensorFlow(cache)).folders).toEqual([]);
    expect(await folderBytes(join(cache, 'engines'))).toBe(0);
  });
});
