import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeDataset } from '../../src/core/dataset.js';
import type { RunStarted } from '../../src/core/run/events.js';
import { loadDataset } from '../../src/datasets/index.js';
import { DatasetShelf } from '../../src/service/datasetShelf.js';
import { makeIdxParts, writeIdxParts } from '../support/idxFixture.js';
import { runStarted } from '../support/runEvents.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const folder = (name: string, salt = 0) => writeIdxParts(join(temporary.path, name), makeIdxParts({ salt }));

async function startedOn(id: string): Promise<RunStarted> {
  const started = runStarted();
  return { ...started, request: { ...started.request, dataset: id }, dataset: describeDataset(await loadDataset(id)) };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('the shelf of datasets', () => {
  it('reads the images of a run once for all who ask, and lets go of them when nobody has asked for a while', async () => {
    const shelf = new DatasetShelf({ idleMs: 1000 });
    const started = await startedOn(`idx:${folder('a')}`);
    const [one, other] = await Promise.all([shelf.ofRun(started), shelf.ofRun(started)]);
    expect(other).toBe(one);
    expect(await one.images('test')).toBe(await other.images('test'));
    await vi.advanceTimersByTimeAsync(900);
    expect(await shelf.ofRun(started)).toBe(one);
    await vi.advanceTimersByTimeAsync(900);
    expect(await shelf.ofRun(started)).toBe(one);
    await vi.advanceTimersByTimeAsync(1001);
    expect(await shelf.ofRun(started)).not.toBe(one);
    shelf.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps those that were used last', async () => {
    const shelf = new DatasetShelf({ most: 2 });
    const runs = await Promise.all([0, 1, 2].map((salt) => startedOn(`idx:${folder(`set${salt}`, salt)}`)));
    const kept = [];
    for (const started of runs) kept.push(await shelf.ofRun(started));
    const [first, second, third] = runs as [RunStarted, RunStarted, RunStarted];
    expect(await shelf.ofRun(third)).toBe(kept[2]);
    expect(await shelf.ofRun(second)).toBe(kept[1]);
    expect(await shelf.ofRun(first)).not.toBe(kept[0]);
    expect(await shelf.ofRun(third)).not.toBe(kept[2]);
    shelf.dispose();
  });

  it('looks again at what an id means, unless asked not to', async () => {
    const shelf = new DatasetShelf();
    const id = `idx:${folder('a')}`;
    const first = await shelf.byId(id);
    expect(await shelf.byId('./a', temporary.path, true)).toBe(first);
    folder('a', 5);
    expect(await shelf.byId(id, undefined, true)).toBe(first);
    const { checksum } = (await shelf.byId(id)).description;
    expect(checksum).not.toBe(first.description.checksum);
    expect((await shelf.byId(id, undefined, true)).description.checksum).toBe(checksum);
    shelf.dispose();
  });

  it('remembers no failure', async () => {
    const shelf = new DatasetShelf();
    const started = await startedOn(`idx:${folder('a')}`);
    rmSync(join(temporary.path, 'a'), { recursive: true });
    await expect(shelf.ofRun(started)).rejects.toMatchObject({ code: 'gone' });
    folder('a');
    expect((await shelf.ofRun(started)).description.checksum).toBe(started.dataset.checksum);
    shelf.dispose();
  });
});
