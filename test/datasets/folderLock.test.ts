import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { withLock } from '../../src/datasets/folderLock.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const folder = useTemporaryFolder();
const path = () => join(folder.path, 'deep/file.lock');

describe('withLock', () => {
  it('lets one at a time work, and says so to who waits', async () => {
    const log: string[] = [];
    const work = (name: string) => () =>
      sleep(30).then(() => {
        log.push(name);
      });
    const tick = async (name: string) => {
      await withLock(path(), { onWait: () => log.push(`${name} waits`) }, async () => {
        log.push(`${name} begins`);
        await work(`${name} ends`)();
      });
    };
    await Promise.all([tick('a'), tick('b')]);
    expect(log.filter((line) => !line.endsWith('waits'))).toHaveLength(4);
    const [first] = log[0]?.split(' ') ?? [];
    const second = first === 'a' ? 'b' : 'a';
    expect(log.filter((line) => !line.endsWith('waits'))).toEqual([
      `${first} begins`,
      `${first} ends`,
      `${second} begins`,
      `${second} ends`,
    ]);
    expect(log).toContain(`${second} waits`);
    expect(existsSync(path())).toBe(false);
  });

  it('goes away with an error of the work', async () => {
    const work = withLock(path(), {}, () => Promise.reject(new Error('no')));
    await expect(work).rejects.toThrow('no');
    expect(existsSync(path())).toBe(false);
  });

  it('counts for nothing when its process is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    mkdirSync(dirname(path()));
    for (const content of [String(pid), 'no number']) {
      writeFileSync(path(), content);
      expect(await withLock(path(), {}, async () => 'done')).toBe('done');
    }
  });

  it('can be waited for no longer', async () => {
    mkdirSync(dirname(path()));
    writeFileSync(path(), String(process.pid));
    const controller = new AbortController();
    const waiting = withLock(path(), { signal: controller.signal }, async () => 'done');
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(existsSync(path())).toBe(true);
  });
});
