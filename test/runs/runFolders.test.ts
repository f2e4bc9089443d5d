import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { deleteRun } from '../../src/runs/deleteRun.js';
import { listRuns } from '../../src/runs/listRuns.js';
import { resolveRun } from '../../src/runs/resolveRun.js';
import { handRunTo } from '../../src/runs/runClaim.js';
import { createRunFolder, defaultRunsRoot } from '../../src/runs/runFolder.js';
import { storeEvents } from '../support/eventLines.js';
import { completedRun } from '../support/runEvents.js';
import { filesBelow, useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const parts = { modelName: 'CNN', seed: 0, time: Date.UTC(2031, 3, 5) };
const ids = ['20310405-060708-ann-s0-0001', '20310405-060709-small-cnn-s0-0002', '20310406-060708-ann-s1-0003'];
const storeAll = () => {
  for (const runId of [...ids].reverse()) storeEvents(temporary.path, runId, completedRun({ runId }));
};

describe('createRunFolder', () => {
  it('makes the root with an ignore file beside it, once', async () => {
    const root = defaultRunsRoot(temporary.path);
    const first = await createRunFolder(root, parts);
    expect(first.folder).toBe(path.join(temporary.path, '.bakeoff', 'runs', first.runId));
    expect(existsSync(first.folder)).toBe(true);
    const ignore = path.join(temporary.path, '.bakeoff', '.gitignore');
    expect(readFileSync(ignore, 'utf8')).toBe('*\n');
    rmSync(ignore);
    const second = await createRunFolder(root, parts);
    expect(second.runId).not.toBe(first.runId);
    expect(existsSync(ignore)).toBe(false);
  });

  it('writes no ignore file into a root of the user', async () => {
    await createRunFolder(path.join(temporary.path, 'a', 'runs'), parts);
    expect(filesBelow(temporary.path)).toEqual([]);
  });

  it('says where it could not', async () => {
    writeFileSync(path.join(temporary.path, 'runs'), '');
    await expect(createRunFolder(path.join(temporary.path, 'runs'), parts)).rejects.toThrow(/runs/);
  });
});

describe('listRuns', () => {
  it('lists the oldest first, and tells what is no run', async () => {
    storeAll();
    writeFileSync(path.join(temporary.path, 'notes.txt'), '');
    mkdirSync(path.join(temporary.path, 'old'));
    symlinkSync(path.join(temporary.path, ids[0] ?? ''), path.join(temporary.path, '20310405-060708-ann-s0-ffff'));
    const { runs, warnings } = await listRuns(temporary.path);
    expect(runs.map(({ runId }) => runId)).toEqual(ids);
    expect(runs.every(({ status }) => status === 'completed')).toBe(true);
    expect(warnings).toEqual([
      {
        code: 'foreign-file',
        message: 'Not runs, and left alone: 20310405-060708-ann-s0-ffff, notes.txt, old.',
        count: 1,
      },
    ]);
  });

  it('keeps all other runs when one is broken', async () => {
    storeAll();
    writeFileSync(path.join(temporary.path, ids[1] ?? '', 'events.ndjson'), Buffer.alloc(5_000, 0xc3));
    const { runs } = await listRuns(temporary.path);
    expect(runs.map(({ status, warnings }) => [status, warnings.map(({ code }) => code)])).toEqual([
      ['completed', []],
      ['interrupted', ['torn-line']],
      ['completed', []],
    ]);
  });

  it('has no runs where there is no root, and a warning where it is not a folder', async () => {
    expect(await listRuns(path.join(temporary.path, 'none'))).toEqual({ runs: [], warnings: [] });
    const file = path.join(temporary.path, 'file');
    writeFileSync(file, '');
    expect(await listRuns(file)).toMatchObject({ runs: [], warnings: [{ code: 'unreadable-root' }] });
  });
});

describe('resolveRun', () => {
  it.each([
    ['latest', 2],
    [ids[0] ?? '', 0],
    ['20310406', 2],
    ['20310405-060709', 1],
    ['ann', 2],
    ['ANN', 2],
    ['Small CNN', 1],
  ])('%s', async (text, index) => {
    storeAll();
    expect(await resolveRun(temporary.path, text)).toEqual({
      runId: ids[index],
      folder: path.join(temporary.path, ids[index] ?? ''),
    });
  });

  it('takes the path of a run folder', async () => {
    storeAll();
    const folder = path.join(temporary.path, ids[1] ?? '');
    expect(await resolveRun('/nowhere', folder)).toEqual({ runId: ids[1], folder });
    await expect(resolveRun('/nowhere', `${temporary.path}/`)).rejects.toThrow(/is not a run folder/);
  });

  it.each([
    ['20310405', /beginning of 2 runs: 20310405-060708-ann-s0-0001, 20310405-060709-small-cnn-s0-0002/],
    ['smal-cnn', /No run is called "smal-cnn"\. Did you mean "small-cnn"\?/],
    ['resnet', /No run is called "resnet"\. Models with runs: ann, small-cnn\./],
    ['', /No run is called ""/],
    ['..', /No run is called "\.\."/],
  ])('refuses "%s"', async (text, message) => {
    storeAll();
    await expect(resolveRun(temporary.path, text)).rejects.toThrow(message);
  });

  it('says that there are no runs', async () => {
    await expect(resolveRun(temporary.path, 'latest')).rejects.toThrow(/There are no runs under/);
  });
});

describe('deleteRun', () => {
  const runId = ids[0] ?? '';

  it('deletes a run and says how many bytes it had', async () => {
    const folder = storeEvents(temporary.path, runId, []);
    writeFileSync(path.join(folder, 'weights.bin'), Buffer.alloc(100));
    mkdirSync(path.join(folder, 'checkpoint'));
    writeFileSync(path.join(folder, 'checkpoint', 'weights.bin'), Buffer.alloc(20));
    expect(await deleteRun(folder)).toBe(120);
    expect(existsSync(folder)).toBe(false);
  });

  it('removes links in a run, never what they point to', async () => {
    const treasure = path.join(temporary.path, 'treasure');
    mkdirSync(treasure);
    writeFileSync(path.join(treasure, 'gold'), 'x'.repeat(50));
    const folder = storeEvents(temporary.path, runId, []);
    symlinkSync(treasure, path.join(folder, 'checkpoint'));
    expect(await deleteRun(folder)).toBe(0);
    expect(existsSync(path.join(treasure, 'gold'))).toBe(true);
  });

  it('refuses a link to a run', async () => {
    const folder = storeEvents(temporary.path, runId, []);
    const link = path.join(temporary.path, ids[1] ?? '');
    symlinkSync(folder, link);
    await expect(deleteRun(link)).rejects.toThrow(/it is a link/);
    await expect(deleteRun(`${link}/`)).rejects.toThrow(/it is a link/);
    expect(existsSync(path.join(folder, 'events.ndjson'))).toBe(true);
  });

  it('refuses a folder that is no run, one that is missing, and a run in training', async () => {
    const other = path.join(temporary.path, 'photos');
    mkdirSync(other);
    await expect(deleteRun(other)).rejects.toThrow(/not the id of a run/);
    const disguised = path.join(temporary.path, runId);
    await expect(deleteRun(disguised)).rejects.toThrow(/there is no such run/);
    mkdirSync(disguised);
    writeFileSync(path.join(disguised, 'thesis.tex'), '');
    await expect(deleteRun(disguised)).rejects.toThrow(/none of the files of a run/);
    const running = storeEvents(temporary.path, ids[2] ?? '', []);
    handRunTo(running, process.pid);
    await expect(deleteRun(running)).rejects.toThrow(/still being trained/);
    expect(existsSync(path.join(disguised, 'thesis.tex'))).toBe(true);
    expect(existsSync(running)).toBe(true);
  });
});
