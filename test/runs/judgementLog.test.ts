import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { DuplicateFindings } from '../../src/core/honesty/findings.js';
import { findingsFile, readFindings, writeFindings } from '../../src/runs/findingsStore.js';
import { addJudgements, readJudgements } from '../../src/runs/judgementLog.js';
import { bundleScript } from '../support/bundle.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const folder = useTemporaryFolder();
const word = (image: number, by = 'ada') => ({ split: 'test', image, verdict: 'keep', by, time: 1 }) as const;
const log = () => findingsFile(folder.path, 'abc', 'judgements.ndjson');

describe('the log of judgements', () => {
  it('loses no line of several writers in one process', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, image) => addJudgements(folder.path, 'abc', [word(image)])));
    const { judgements, unread } = await readJudgements(folder.path, 'abc');
    expect(unread).toBe(0);
    expect(judgements.map(({ image }) => image).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
  });

  it('loses no line of several processes', async () => {
    const script = await bundleScript('addJudgements.ts', folder.path);
    const writers = ['ada', 'bob', 'eve'];
    await Promise.all(writers.map((by) => promisify(execFile)(process.execPath, [script, folder.path, by, '50'])));
    const { judgements, unread } = await readJudgements(folder.path, 'abc');
    expect(unread).toBe(0);
    for (const by of writers) expect(judgements.filter((judged) => judged.by === by)).toHaveLength(50);
  });

  it('goes on behind a line that a crash cut off', async () => {
    await addJudgements(folder.path, 'abc', [word(1)]);
    appendFileSync(log(), '{"split":"te');
    await addJudgements(folder.path, 'abc', [word(2)]);
    expect(await readJudgements(folder.path, 'abc')).toEqual({ judgements: [word(1), word(2)], unread: 1 });
  });

  it('is empty where there is none, and for a folder of another data set', async () => {
    expect(await readJudgements(join(folder.path, 'nowhere'), 'abc')).toEqual({ judgements: [], unread: 0 });
    await addJudgements(folder.path, 'abc', [word(1)]);
    expect((await readJudgements(folder.path, 'def')).judgements).toEqual([]);
  });

  it('follows no link, neither reading nor writing', async () => {
    await addJudgements(folder.path, 'abc', [word(1)]);
    const elsewhere = join(folder.path, 'elsewhere');
    writeFileSync(elsewhere, `${JSON.stringify(word(9))}\n`);
    rmSync(log());
    symlinkSync(elsewhere, log());
    expect((await readJudgements(folder.path, 'abc')).judgements).toEqual([]);
    await expect(addJudgements(folder.path, 'abc', [word(2)])).rejects.toThrow();
  });
});

describe('kept findings', () => {
  const found: DuplicateFindings = {
    kind: 'duplicates',
    dataset: { name: 'set', checksum: 'abc' },
    time: 3,
    exact: [{ first: { split: 'train', image: 1 }, second: { split: 'test', image: 2 }, sameLabel: false }],
    near: [
      {
        first: { split: 'train', image: 1 },
        second: { split: 'train', image: 5 },
        sameLabel: true,
        similarity: 0.995,
        move: { x: -1, y: 0, isMirrored: true },
      },
    ],
    similarity: 0.99,
    isCut: false,
  };

  it('come back as they went in; of other images, damaged or missing they are none', async () => {
    await writeFindings(folder.path, found);
    expect(await readFindings(folder.path, 'abc')).toEqual({ duplicates: found });
    expect(await readFindings(folder.path, 'def')).toEqual({});
    // A checksum that somebody made up is a name in that folder still.
    expect(await readFindings(folder.path, '../../abc/..')).toEqual({});
    writeFileSync(findingsFile(folder.path, 'abc', 'duplicates.json'), '{"kind":"duplicates"');
    expect(await readFindings(folder.path, 'abc')).toEqual({});
    mkdirSync(findingsFile(folder.path, 'abc', 'labels.json'));
    expect(await readFindings(folder.path, 'abc')).toEqual({});
    expect(readdirSync(folder.path)).toEqual(['.data-checks']);
  });
});
