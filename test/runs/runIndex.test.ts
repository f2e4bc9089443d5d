import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/run/events.js';
import { listedSummary } from '../../src/runs/indexEntry.js';
import { labelRun } from '../../src/runs/labelFile.js';
import { listRuns } from '../../src/runs/listRuns.js';
import { readRun } from '../../src/runs/readRun.js';
import { handRunTo, releaseRun } from '../../src/runs/runClaim.js';
import { INDEX_NAME, readIndex } from '../../src/runs/runIndex.js';
import { eventLines, storeEvents } from '../support/eventLines.js';
import { completedRun, runStarted } from '../support/runEvents.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const ids = ['20310405-060708-ann-s0-0001', '20310405-060709-cnn-s0-0002', '20310406-060708-ann-s1-0003'];
const indexFile = () => path.join(temporary.path, INDEX_NAME);
const storeAll = () => {
  for (const runId of ids) storeEvents(temporary.path, runId, completedRun({ runId }));
};
const statuses = async () => (await listRuns(temporary.path)).runs.map(({ status }) => status);

/** What a listing must be, index or not. */
async function expected() {
  const folders = readdirSync(temporary.path).filter((name) => !name.startsWith('.'));
  return Promise.all(
    folders.sort().map(async (name) => {
      const { runId, folder, state } = await readRun(path.join(temporary.path, name));
      return { runId, folder, ...(await listedSummary(folder, state)) };
    }),
  );
}

describe('the index of runs', () => {
  it('gives the same list as the run folders, and is made by the first listing', async () => {
    storeAll();
    const first = await listRuns(temporary.path);
    expect(first.runs).toEqual(await expected());
    expect([...(await readIndex(temporary.path)).keys()]).toEqual(ids);
    expect(await listRuns(temporary.path)).toEqual(first);
    expect(first.warnings).toEqual([]);
  });

  it('is what the list is told from: a run whose events have not changed is not read again', async () => {
    storeAll();
    await listRuns(temporary.path);
    const lines = readFileSync(indexFile(), 'utf8');
    writeFileSync(indexFile(), lines.replaceAll('"CNN"', '"XXX"'));
    // The checksum does not fit any more, so that the folders are read.
    expect((await listRuns(temporary.path)).runs).toEqual(await expected());
    const before = readFileSync(indexFile(), 'utf8');
    await listRuns(temporary.path);
    expect(readFileSync(indexFile(), 'utf8')).toBe(before);
    expect(before).toBe(lines);
  });

  it('follows runs that come, go and change', async () => {
    storeAll();
    await listRuns(temporary.path);
    rmSync(path.join(temporary.path, ids[0] ?? ''), { recursive: true });
    const runId = '20310407-060708-new-s0-0004';
    storeEvents(temporary.path, runId, completedRun({ runId }).slice(0, 6));
    const resumed = { type: 'runResumed', time: 1, fromEpoch: 1, engine: runStarted().engine, versions: {}, notes: [] };
    appendFileSync(path.join(temporary.path, ids[1] ?? '', 'events.ndjson'), eventLines([resumed]));
    expect((await listRuns(temporary.path)).runs).toEqual(await expected());
    expect([...(await readIndex(temporary.path)).keys()]).toEqual([ids[1], ids[2], runId]);
  });

  it('asks each time whether the trainer of a run without an end lives', async () => {
    const events: RunEvent[] = completedRun({ runId: ids[0] ?? '' }).slice(0, 6);
    const folder = storeEvents(temporary.path, ids[0] ?? '', events);
    expect(await statuses()).toEqual(['interrupted']);
    handRunTo(folder, process.pid);
    expect(await statuses()).toEqual(['running']);
    releaseRun(folder);
    expect(await statuses()).toEqual(['interrupted']);
  });

  it('keeps runs without events, which may get some', async () => {
    const folder = path.join(temporary.path, ids[0] ?? '');
    mkdirSync(folder);
    expect(await statuses()).toEqual(['interrupted']);
    expect(await statuses()).toEqual(['interrupted']);
    storeEvents(temporary.path, ids[0] ?? '', completedRun());
    expect(await statuses()).toEqual(['completed']);
  });

  it('is ignored when damaged, whichever byte it is', async () => {
    storeAll();
    const good = (await listRuns(temporary.path)).runs;
    const whole = readFileSync(indexFile());
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const spoilt = Buffer.from(whole);
        spoilt[at] = (spoilt[at] ?? 0) ^ change;
        writeFileSync(indexFile(), spoilt);
        expect((await listRuns(temporary.path)).runs).toEqual(good);
        expect(readFileSync(indexFile())).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('takes no entry that is not one, though its checksum fits', async () => {
    storeAll();
    const { runs } = await listRuns(temporary.path);
    const { createHash } = await import('node:crypto');
    const entries = readFileSync(indexFile(), 'utf8').split('\n').slice(1, 4);
    const forged = entries.map((line) => ({ ...JSON.parse(line), summary: { status: 7, warnings: [null] } }));
    const body = eventLines([...forged, null, [], 'text']);
    const head = { schemaVersion: 2, sha256: createHash('sha256').update(body).digest('hex') };
    writeFileSync(indexFile(), `${JSON.stringify(head)}\n${body}`);
    expect((await listRuns(temporary.path)).runs).toEqual(runs);
  });

  it('of an older version is made anew', async () => {
    storeAll();
    const { runs } = await listRuns(temporary.path);
    const whole = readFileSync(indexFile(), 'utf8');
    writeFileSync(indexFile(), whole.replace('"schemaVersion":2', '"schemaVersion":1'));
    expect((await listRuns(temporary.path)).runs).toEqual(runs);
    expect(readFileSync(indexFile(), 'utf8')).toBe(whole);
  });

  it('notices a new label, another one, and that it is gone', async () => {
    storeAll();
    const labels = async () => (await listRuns(temporary.path)).runs.map(({ label }) => label);
    const folder = path.join(temporary.path, ids[1] ?? '');
    expect(await labels()).toEqual([undefined, undefined, undefined]);
    for (const label of ['wider', 'deeper', '']) {
      await labelRun(folder, ` ${label}\t`);
      expect(await labels()).toEqual([undefined, label || undefined, undefined]);
      expect(await labels()).toEqual([undefined, label || undefined, undefined]);
    }
  });

  it('survives many writers at once', async () => {
    storeAll();
    const lists = await Promise.all(Array.from({ length: 8 }, () => listRuns(temporary.path)));
    for (const { runs } of lists) expect(runs).toEqual(await expected());
    expect([...(await readIndex(temporary.path)).keys()]).toEqual(ids);
  });

  it('is not needed where nothing can be written', async () => {
    storeAll();
    mkdirSync(indexFile());
    expect((await listRuns(temporary.path)).runs).toEqual(await expected());
    expect(existsSync(path.join(indexFile(), 'x'))).toBe(false);
    expect(readdirSync(temporary.path).filter((name) => name.endsWith('.new'))).toEqual([]);
  });
});
