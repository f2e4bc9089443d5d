import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { initialWeights, ModelSession } from '../../../src/core/training/modelSession.js';
import { GraphFolder, removeAbandonedGraphs } from '../../../src/engines/tensorflow/graphFolder.js';
import { TensorFlowEngine } from '../../../src/engines/tensorflow/tensorflowEngine.js';
import { loadModel } from '../../support/loadModel.js';
import { realEngines } from '../../support/realEngines.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bakeoff-graphs-'));
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) vi.stubEnv(name, folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a graph's folder in the name of a process there. */
function put(pid: number | undefined): string {
  const path = join(folder, `bakeoff-graph-${pid}-0123456789ab`);
  mkdirSync(path);
  writeFileSync(join(path, 'saved_model.pb'), 'graph');
  return path;
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('the folder of a graph', () => {
  it('is there while it is read, at the same path each time, and gone afterwards', async () => {
    const graph = new GraphFolder(Uint8Array.of(1, 2, 3));
    const read = async (path: string) => ({ path, bytes: [...readFileSync(join(path, 'saved_model.pb'))] });
    const first = await graph.with(read);
    expect(first.bytes).toEqual([1, 2, 3]);
    expect(first.path.startsWith(folder)).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
    expect(await graph.with(read)).toEqual(first);
  });

  it('is gone after a failure too', async () => {
    const graph = new GraphFolder(Uint8Array.of(1));
    await expect(graph.with(async () => Promise.reject(new Error('no graph')))).rejects.toThrow('no graph');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is removed when its process was killed, and only then', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    await once(child, 'spawn');
    const [own, other] = [put(process.pid), put(child.pid)];
    for (const name of ['bakeoff-graph-notes', 'bakeoff-graph-1x-0123456789ab']) mkdirSync(join(folder, name));
    await removeAbandonedGraphs(folder);
    expect(existsSync(other)).toBe(true);
    await killed(child);
    await removeAbandonedGraphs(folder);
    expect(existsSync(other)).toBe(false);
    expect(existsSync(own)).toBe(true);
    expect(readdirSync(folder)).toHaveLength(3);
    await expect(removeAbandonedGraphs(join(folder, 'none'))).resolves.toBeUndefined();
  });
});

const native = realEngines.find(({ id }) => id === 'tensorflow');

describe.runIf(native !== undefined && 'engine' in native)('TensorFlow', () => {
  it('needs no folder between two readings, and tidies up what a killed process left', async () => {
    if (native === undefined || !('engine' in native) || !(native.engine instanceof TensorFlowEngine))
      throw new Error('no native engine');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    await once(child, 'spawn');
    put(child.pid);
    await killed(child);
    const { plan, recipe } = loadModel('data/ann-relu.model.jsonc');
    const session = await ModelSession.create(native.engine, plan, recipe.optimizer);
    try {
      expect(readdirSync(folder)).toEqual([]);
      // Other signatures of the same graph read it again, and see the weights that the first one wrote.
      await session.initializeFrom(initialWeights(plan, 1));
      expect(await session.predictImages(new Uint8Array(4 * 784), 4)).toHaveLength(40);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      session.dispose();
    }
  });
});
