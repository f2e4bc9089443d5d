import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../../src/cli/exitCodes.js';
import { runCommandLine } from '../../../src/cli/runCommandLine.js';
import { loadDataset } from '../../../src/datasets/index.js';
import { addJudgements } from '../../../src/runs/judgementLog.js';
import { captureIo } from '../../support/captureIo.js';
import { makeIdxParts, writeIdxParts } from '../../support/idxFixture.js';
import { useTemporaryFolder } from '../../support/temporaryFolder.js';

const folder = useTemporaryFolder();

async function run(argv: readonly string[], settings: Parameters<typeof captureIo>[0] = {}) {
  const io = captureIo(settings);
  const exitCode = await runCommandLine(argv, io, '0.0.0');
  return { exitCode, out: io.out(), err: io.err() };
}

const runs = () => join(folder.path, 'runs');

/** Twelve training and six test images of 4×5 pixels, one of them in both. */
function leakySet(): string {
  const parts = makeIdxParts();
  parts.testImages.set(parts.trainImages.subarray(16, 36), 16);
  return `idx:${writeIdxParts(join(folder.path, 'set'), parts)}`;
}

describe('bakeoff dataset check', () => {
  it('finds what is there twice, keeps it, and draws it', async () => {
    const id = leakySet();
    const sheet = join(folder.path, 'pictures', 'sheet.png');
    const { exitCode, out, err } = await run(['dataset', 'check', id, '--runs', runs(), '--out', sheet]);
    expect(exitCode, err).toBe(exitCodes.ok);
    expect(out).toContain('1 test image in the training set too (leaks)');
    expect(out).toMatch(/train 0 .*test 0/);
    expect(out).toContain('Labels have not been looked at');
    expect(PNG.sync.read(readFileSync(sheet)).width).toBeGreaterThan(20);
    expect(readdirSync(join(runs(), '.data-checks'))).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}\.duplicates\.json$/),
    ]);
    // What is known is not looked for again.
    const again = await run(['dataset', 'check', id, '--runs', runs(), '--json'], { json: true });
    const first = JSON.parse(again.out);
    const third = JSON.parse((await run(['dataset', 'check', id, '--runs', runs(), '--json'], { json: true })).out);
    expect(first).toMatchObject({ type: 'findings', counts: { exact: { train: 0, test: 0, across: 1 } } });
    expect(third.duplicates.time).toBe(first.duplicates.time);
  });

  it('says which options do not go together', async () => {
    const id = leakySet();
    const noModel = await run(['dataset', 'check', id, '--labels']);
    expect(noModel).toMatchObject({
      exitCode: exitCodes.usage,
      err: expect.stringContaining('--labels needs a model'),
    });
    const noLabels = await run(['dataset', 'check', id, '--model', 'x.model.jsonc']);
    expect(noLabels).toMatchObject({ exitCode: exitCodes.usage, err: expect.stringContaining('Add --labels') });
    expect(existsSync(runs())).toBe(false);
  });
});

describe('bakeoff dataset judgements', () => {
  it('tells, saves and takes what people say', async () => {
    const id = leakySet();
    const { checksum } = await loadDataset(id);
    const judged = { split: 'test', image: 2, by: 'ada', time: 5 } as const;
    await addJudgements(runs(), checksum, [
      { ...judged, verdict: 'relabel', label: 1, finding: 'label', model: 'cnn' },
      { ...judged, image: 3, verdict: 'ambiguous' },
    ]);
    const file = join(folder.path, 'mine.judgements.json');
    const saved = await run(['dataset', 'judgements', id, '--runs', runs(), '--save', file]);
    expect(saved.out).toContain('2 judged images: 0 kept, 1 relabelled, 1 ambiguous');
    const elsewhere = join(folder.path, 'other');
    const added = await run(['dataset', 'judgements', id, '--runs', elsewhere, '--add', file, '--json'], {
      json: true,
    });
    expect(JSON.parse(added.out)).toEqual({ type: 'judgements', ...JSON.parse(readFileSync(file, 'utf8')), unread: 0 });
    expect(JSON.parse(readFileSync(file, 'utf8')).judgements).toHaveLength(2);
  });

  it('refuses files that are none, of other images, or of images that are not there', async () => {
    const id = leakySet();
    const { checksum } = await loadDataset(id);
    const file = join(folder.path, 'theirs.judgements.json');
    const add = () => run(['dataset', 'judgements', id, '--runs', runs(), '--add', file]);
    const document = (dataset: string, image: number) =>
      JSON.stringify({
        format: 'bakeoff-judgements',
        version: 1,
        dataset: { name: 'x', checksum: dataset },
        judgements: [{ split: 'test', image, verdict: 'keep', by: 'eve', time: 1 }],
      });
    writeFileSync(file, '{');
    expect((await add()).err).toContain('it is not JSON');
    writeFileSync(file, document('abc', 1));
    expect((await add()).err).toContain('judges other images');
    writeFileSync(file, document(checksum, 6));
    expect((await add()).err).toContain('names test image 6, which is not there');
    writeFileSync(file, document(checksum, 5));
    expect((await add()).out).toContain('1 judged image');
  });
});
