import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../../../src/cli/exitCodes.js';
import { createFetchReporter } from '../../../src/cli/fetchReporter.js';
import { runCommandLine } from '../../../src/cli/runCommandLine.js';
import { fashionMnistPlaces } from '../../../src/datasets/fashionMnist.js';
import { captureIo } from '../../support/captureIo.js';
import { makeIdxParts, writeIdxParts } from '../../support/idxFixture.js';
import { useTemporaryFolder } from '../../support/temporaryFolder.js';

const folder = useTemporaryFolder();
const before = { cache: process.env.BAKEOFF_CACHE, folder: process.env.BAKEOFF_FASHION_MNIST };
beforeEach(() => {
  process.env.BAKEOFF_CACHE = join(folder.path, 'cache');
  delete process.env.BAKEOFF_FASHION_MNIST;
});
afterEach(() => {
  if (before.cache === undefined) delete process.env.BAKEOFF_CACHE;
  else process.env.BAKEOFF_CACHE = before.cache;
  if (before.folder !== undefined) process.env.BAKEOFF_FASHION_MNIST = before.folder;
});

async function run(argv: readonly string[], settings: Parameters<typeof captureIo>[0] = {}) {
  const io = captureIo(settings);
  const exitCode = await runCommandLine(argv, io, '0.0.0');
  return { exitCode, out: io.out(), err: io.err() };
}

const writeSet = () => {
  const path = writeIdxParts(join(folder.path, 'set'), makeIdxParts());
  writeFileSync(join(path, 'classes.txt'), 'cat\ndog\nbird\u001b[31m\n');
  return path;
};

describe('bakeoff dataset info', () => {
  it('prints source, counts, classes, checksum and duplicates', async () => {
    const path = writeSet();
    const { exitCode, out } = await run(['dataset', 'info', `idx:${path}`]);
    expect(exitCode).toBe(exitCodes.ok);
    expect(out).toContain(`idx:${path}`);
    expect(out).toMatch(/images +12 training, 6 test/);
    expect(out).toMatch(/shape +4×5×1/);
    expect(out).toMatch(/checksum +[0-9a-f]{64}/);
    expect(out).toMatch(/duplicates +none, byte for byte/);
    expect(out).toMatch(/0 │ cat +│ +4 │ +2/);
    expect(out).toContain('bird\\u001b[31m');
  });

  it('tells of duplicates and of their labels', async () => {
    const parts = makeIdxParts();
    const size = 20;
    parts.trainImages.copyWithin(16 + size, 16, 16 + size);
    parts.testImages.set(parts.trainImages.subarray(16, 16 + size), 16);
    const path = writeIdxParts(join(folder.path, 'set'), parts);
    const { out } = await run(['dataset', 'info', path]);
    expect(out).toContain(
      '1 training image and 0 test images repeat another, 1 test image in the training set too; 1 of them with another label',
    );
  });

  it('prints the same as one line of JSON', async () => {
    const path = writeSet();
    const { out, err } = await run(['dataset', 'info', `idx:${path}`, '--json'], { json: true });
    expect(JSON.parse(out)).toMatchObject({
      type: 'dataset',
      id: `idx:${path}`,
      source: { kind: 'folder', location: path, isSample: false },
      imageShape: [4, 5, 1],
      trainCount: 12,
      testCount: 6,
      classes: [{ name: 'cat', train: 4, test: 2 }, { name: 'dog' }, { name: 'bird\u001b[31m' }],
      duplicates: { train: [], test: [], across: [] },
    });
    expect(err).toBe('');
  });

  it('says that the embedded sample is one', async (context) => {
    if (existsSync(fashionMnistPlaces.systemFolder)) return context.skip('the full set is installed here');
    const { out } = await run(['dataset', 'info']);
    expect(out).toContain('Fashion-MNIST (embedded sample)');
    expect(out).toContain('This is a sample');
  });

  it('ends with one error and what to do when files are bad', async () => {
    const path = writeSet();
    writeFileSync(join(path, 'train-images-idx3-ubyte.gz'), 'no images');
    const bad = await run(['dataset', 'info', `idx:${path}`]);
    expect(bad.exitCode).toBe(exitCodes.unavailable);
    expect(bad.err).toContain('train-images-idx3-ubyte.gz: is no IDX file');
    expect(bad.err).toContain('Get the file again');
    expect((await run(['dataset', 'info', 'mnits'])).exitCode).toBe(exitCodes.usage);
    const other = writeIdxParts(join(folder.path, 'other'), makeIdxParts());
    const { err } = await run(['dataset', 'info', '--folder', other]);
    expect(err).toContain('train-images-idx3-ubyte.gz: is not the published file');
    expect(err).toContain(`For another set than Fashion-MNIST use idx:${other}`);
  });
});

describe('bakeoff dataset show', () => {
  it('prints images of each class, plain where there are no colours', async () => {
    const { out } = await run(['dataset', 'show', `idx:${writeSet()}`, '--per-class', '2', '--split', 'test']);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toBe('set (IDX folder): 6 test images');
    expect(lines[1]).toBe('cat');
    expect(out).not.toContain('\u001b[');
    expect(lines[2]?.length).toBe(11);
  });

  it('prints colours where they are wanted', async () => {
    const { out } = await run(['dataset', 'show', `idx:${writeSet()}`], { color: true, columns: 60 });
    expect(out).toContain('▀');
  });

  it('saves a PNG', async () => {
    const out = join(folder.path, 'new/sheet.png');
    const { exitCode, err } = await run(['dataset', 'show', `idx:${writeSet()}`, '--out', out, '--scale', '4']);
    expect(exitCode).toBe(exitCodes.ok);
    expect(err).toContain(`Saved ${out}`);
    expect(PNG.sync.read(readFileSync(out)).width).toBeGreaterThan(4 * 4 * 5);
  });

  it('says where it cannot save', async () => {
    mkdirSync(join(folder.path, 'taken'));
    const result = await run(['dataset', 'show', `idx:${writeSet()}`, '--out', join(folder.path, 'taken')]);
    expect(result.exitCode).toBe(exitCodes.usage);
    expect(result.err).toContain('cannot save the picture');
  });

  it('gives the chosen indices as JSON', async () => {
    const { out } = await run(['dataset', 'show', `idx:${writeSet()}`, '--per-class', '1', '--json'], { json: true });
    const { classes } = JSON.parse(out);
    expect(classes.map((entry: { indices: number[] }) => (entry.indices[0] ?? 0) % 3)).toEqual([0, 1, 2]);
  });

  it.each([
    ['--per-class', '0'],
    ['--scale', '99'],
    ['--split', 'validation'],
    ['--seed', 'x'],
  ])('refuses %s %s', async (option, value) => {
    const { exitCode, err } = await run(['dataset', 'show', option, value]);
    expect(exitCode).toBe(exitCodes.usage);
    expect(err).toContain(option);
  });
});

describe('bakeoff dataset fetch', () => {
  it('has nothing to fetch for a folder', async () => {
    const { exitCode, err } = await run(['dataset', 'fetch', `idx:${writeSet()}`]);
    expect(exitCode).toBe(exitCodes.unavailable);
    expect(err).toContain('Only published sets can be fetched: fashion-mnist, kmnist, cifar-10, cifar-100, emnist-');
  });

  it('says that the set is there already', async (context) => {
    if (!existsSync(fashionMnistPlaces.systemFolder)) return context.skip('the full set is not installed here');
    const { exitCode, out } = await run(['dataset', 'fetch']);
    expect(exitCode).toBe(exitCodes.ok);
    expect(out).toBe(`Already there, whole and checked: ${fashionMnistPlaces.systemFolder}\n`);
    const { out: line } = await run(['dataset', 'fetch', '--json'], { json: true });
    expect(JSON.parse(line.trim().split('\n').at(-1) ?? '')).toMatchObject({ type: 'fetched', fetched: false });
  });
});

describe('createFetchReporter', () => {
  it('prints a line for each step where there is no terminal', () => {
    const io = captureIo();
    const { report, end } = createFetchReporter(io);
    report({ type: 'sourceTried', source: 'files.invalid' });
    report({ type: 'bytesReceived', file: 'a', receivedBytes: 1, totalBytes: 2 });
    report({ type: 'sourceFailed', source: 'files.invalid', reason: 'the server answered 404' });
    report({ type: 'stepStarted', step: 'unpacking' });
    end();
    expect(io.err()).toBe('Trying files.invalid\n  failed: the server answered 404\n  unpacking\n');
    expect(io.out()).toBe('');
  });

  it('prints JSON, bytes now and then, with --json', () => {
    const io = captureIo({ json: true });
    const { report } = createFetchReporter(io);
    for (let bytes = 1; bytes <= 1000; bytes += 1) {
      report({ type: 'bytesReceived', file: 'a', receivedBytes: bytes, totalBytes: 1000 });
    }
    const lines = io.out().trim().split('\n');
    expect(lines.length).toBeLessThan(20);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ receivedBytes: 1000, totalBytes: 1000 });
  });
});
