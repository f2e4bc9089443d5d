import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cifar10 } from '../../src/datasets/cifar10.js';
import { cifar100 } from '../../src/datasets/cifar100.js';
import { DatasetError } from '../../src/datasets/datasetError.js';
import type { DatasetOptions } from '../../src/datasets/datasetProvider.js';
import { readTar } from '../../src/datasets/tarFile.js';
import { cifarPixel, cifarRecords, makeCifarSet, tarOf } from '../support/cifarFixture.js';
import { useFileServers } from '../support/fileServer.js';
import { writeFiles } from '../support/imageFolderFixture.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const serve = useFileServers();
const cacheRoot = () => join(temporary.path, 'cache');
const options = (more: DatasetOptions = {}): DatasetOptions => ({ cacheRoot: cacheRoot(), environment: {}, ...more });
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof DatasetError ? `${error.code}: ${error.message}` : String(error)),
  );

describe('a published archive', () => {
  it('that is not here says where to get it, and is read nowhere else', async () => {
    const { provider } = makeCifarSet('tiny');
    expect(await errorOf(provider.describe('tiny', options()))).toMatch(
      /^not-fetched: tiny: Tiny CIFAR is not on this machine\. Get it \(about .*\) with: bakeoff dataset fetch tiny – or name a folder .*BAKEOFF_TINY/,
    );
    expect(await errorOf(provider.load('tiny', options()))).toMatch(/^not-fetched/);
  });

  it('is fetched, checked, kept as it is, and read', async () => {
    const { bytes } = makeCifarSet('tiny');
    const server = await serve((_, response) => void response.end(bytes));
    const { provider, set } = makeCifarSet('tiny', [server.url]);
    const fetched = await provider.fetch?.('tiny', options());
    expect(fetched).toMatchObject({ fetched: true, from: new URL(server.url).host, source: { kind: 'cache' } });
    expect(readFileSync(join(cacheRoot(), 'datasets', 'tiny', set.archive.name)).equals(bytes)).toBe(true);
    expect(await provider.fetch?.('tiny', options())).toMatchObject({ fetched: false });
    const { train, test, checksum } = await provider.load('tiny', options());
    expect([...train.labels, ...test.labels]).toEqual([0, 1, 2, 3, 9, 4, 5]);
    expect(train.images[4 * 3072]).toBe(cifarPixel(4, 0, 0, 0));
    expect(checksum).toBe(set.archive.sha256);
  });

  it('is downloaded for a training where that is allowed', async () => {
    const { bytes } = makeCifarSet('tiny');
    const server = await serve((_, response) => void response.end(bytes));
    const { provider } = makeCifarSet('tiny', [server.url]);
    expect((await provider.load('tiny', options({ allowDownload: true }))).source.kind).toBe('download');
  });

  it('with another byte is refused, and replaced where it is ours', async () => {
    const { bytes } = makeCifarSet('tiny');
    const server = await serve((_, response) => void response.end(bytes));
    const { provider, set, write } = makeCifarSet('tiny', [server.url]);
    const cached = join(cacheRoot(), 'datasets', 'tiny');
    write(cached);
    const spoilt = Buffer.from(bytes);
    spoilt[200] = (spoilt[200] ?? 0) ^ 1;
    writeFileSync(join(cached, set.archive.name), spoilt);
    expect(await errorOf(provider.load('tiny', options()))).toMatch(/^checksum: .*bakeoff dataset fetch tiny/);
    expect(await provider.fetch?.('tiny', options())).toMatchObject({ fetched: true });
    const mine = join(temporary.path, 'mine');
    writeFiles(mine, { [set.archive.name]: spoilt });
    expect(await errorOf(provider.fetch?.('tiny', options({ folder: mine })) ?? Promise.resolve())).toMatch(
      /^checksum/,
    );
    expect(await errorOf(provider.load('tiny', options({ environment: { BAKEOFF_TINY: temporary.path } })))).toMatch(
      /^file-missing: .*has no tiny\.tar\.gz.*cifar:/,
    );
  });

  it('of a server that gives another file is not kept', async () => {
    const server = await serve((_, response) => void response.end('something else'));
    const { provider } = makeCifarSet('tiny', [server.url]);
    expect(await errorOf(provider.load('tiny', options({ allowDownload: true })))).toMatch(
      /^download: .*wrong bytes: .*SHA-256 differs.*put the file tiny\.tar\.gz into a folder and name it in BAKEOFF_TINY/,
    );
  });

  it.each([
    ['without a file', { 'a/train.bin': new Uint8Array(3) }, /has no cifar-10-batches-bin\/data_batch_1\.bin/],
    [
      'with too few images',
      Object.fromEntries(
        ['data_batch_1', 'data_batch_2', 'test_batch'].map((name) => [
          `cifar-10-batches-bin/${name}.bin`,
          cifarRecords([[1]]),
        ]),
      ),
      /holds 2 \+ 1 images, not 5 \+ 2/,
    ],
  ])('%s would be refused', async (_, files: Record<string, Uint8Array>, message) => {
    for (const [bytes, expected] of [
      [gzipSync(tarOf(files)), message],
      [Buffer.from('no gzip'), /^archive: .*cannot be unpacked/],
    ] as const) {
      const { provider } = makeCifarSet('tiny', [], bytes);
      writeFiles(temporary.path, { 'tiny.tar.gz': bytes });
      expect(await errorOf(provider.load('tiny', options({ folder: temporary.path })))).toMatch(expected);
    }
  });

  it('that is real is described as it was published', async () => {
    for (const [provider, classes, bytes] of [
      [cifar10, 10, 170_052_171],
      [cifar100, 100, 168_513_733],
    ] as const) {
      expect(provider.downloadBytes).toBe(bytes);
      expect(provider.description).toContain(`50,000 + 10,000 colour images of ${classes} classes`);
    }
  });
});

describe('a tar archive', () => {
  it.runIf(process.platform === 'linux')('is read as the system’s own tar writes it', () => {
    const long = `${'deep/'.repeat(22)}file.bin`;
    const files = { 'a/one.bin': Buffer.alloc(512, 1), 'a/two.bin': Buffer.from('two'), 'a/empty': Buffer.alloc(0) };
    writeFiles(temporary.path, { ...files, [`a/${long}`]: 'deep' });
    const bytes = execFileSync('tar', ['-C', temporary.path, '--format=ustar', '-cf', '-', 'a']);
    const read = readTar(bytes, 'a.tar');
    for (const [name, content] of Object.entries(files)) expect(Buffer.from(read.get(name) ?? [])).toEqual(content);
    expect(Buffer.from(read.get(`a/${long}`) ?? []).toString()).toBe('deep');
    expect(read.size).toBe(4);
  });

  it('cut short or changed is refused', async () => {
    const bytes = tarOf({ 'a.bin': new Uint8Array(600) });
    const refusal = (spoilt: Buffer) => errorOf((async () => readTar(spoilt, 'a.tar'))());
    expect(await refusal(bytes.subarray(0, -1024))).toMatch(/^archive: .*cut short/);
    expect(await refusal(bytes.subarray(0, 1100))).toMatch(/^archive: .*damaged archive, at byte 512/);
    const changed = Buffer.from(bytes);
    changed[600] = 65;
    expect(await refusal(changed)).toMatch(/^archive: .*damaged archive, at byte 512/);
  });
});
