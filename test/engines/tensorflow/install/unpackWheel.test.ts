import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackWheel } from '../../../../src/engines/tensorflow/install/unpackWheel.js';
import { fakeWheel } from '../../../support/fakeEngineTools.js';
import { zipFile } from '../../../support/zipFile.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bakeoff-unpack-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function unpack(content: Buffer) {
  const wheel = join(folder, 'a.whl');
  writeFileSync(wheel, content);
  return unpackWheel(wheel, join(folder, 'out'), process.platform);
}

describe.skipIf(process.platform === 'win32')('unpackWheel', () => {
  it('takes the headers that are included, by whatever name, and no others', async () => {
    await unpack(fakeWheel());
    const files = readdirSync(join(folder, 'out', 'include'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, 'out', 'include').length + 1));
    expect(files.map((file) => file.split(sep).join('/')).sort()).toEqual([
      'tensorflow/c/c_api.h',
      'tensorflow/c/eager/c_api.h',
      'tensorflow/c/near.h',
      'tensorflow/c/tf_status.h',
      'tensorflow/core/platform/ctstring_internal.h',
      'xla/tsl/c/tsl_status.h',
    ]);
  });

  it('replaces what a broken call has left', async () => {
    await unpack(fakeWheel());
    writeFileSync(join(folder, 'out', 'lib', 'left-over'), '');
    await unpack(fakeWheel());
    expect(readdirSync(join(folder, 'out', 'lib'))).not.toContain('left-over');
  });

  it('says what a wrong wheel lacks', async () => {
    await expect(unpack(zipFile({ 'other/file': '' }))).rejects.toThrow(/holds no tensorflow\/include\//);
    const headers = ['c/c_api.h', 'c/eager/c_api.h', 'core/platform/ctstring_internal.h'];
    const bare = Object.fromEntries(headers.map((name) => [`tensorflow/include/tensorflow/${name}`, '']));
    await expect(unpack(zipFile(bare))).rejects.toThrow(/holds no tensorflow\/libtensorflow_cc/);
    await expect(unpack(Buffer.from('no zip'))).rejects.toThrow(/cannot be read as a zip file/);
  });

  it('notices a damaged file', async () => {
    const content = fakeWheel();
    content[content.indexOf('cccccccc') + 100] = 1;
    await expect(unpack(content)).rejects.toThrow(/is damaged/);
  });

  it('stops in the middle when it is aborted', async () => {
    const wheel = join(folder, 'a.whl');
    writeFileSync(wheel, fakeWheel(40_000_000));
    for (const limit of [0, 0.1, 0.5]) {
      const controller = new AbortController();
      const fractions: number[] = [];
      const unpacking = unpackWheel(wheel, join(folder, 'out'), process.platform, {
        signal: controller.signal,
        onProgress: (fraction) => {
          fractions.push(fraction);
          if (fraction > limit) setImmediate(() => controller.abort());
        },
      });
      await expect(unpacking).rejects.toThrow(/abort/i);
      expect(fractions.at(-1)).toBeLessThan(1);
    }
  });
});
