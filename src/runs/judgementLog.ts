import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { type ImageJudgement, judgementLine, parseJudgementLog } from '../core/honesty/imageJudgements.js';
import { appendFlags, readRegularFile } from '../regularFile.js';
import { findingsFile } from './findingsStore.js';

const LIMITS = { maximumBytes: 256 * 2 ** 20, refuseLinks: true };

/**
 * What people have said of a dataset's images, in the order in which it was written; the last word on an image counts
 * (`overlayOf`). `unread`: lines that are none. Never throws: a log that cannot be read says nothing.
 */
export async function readJudgements(
  root: string,
  checksum: string,
): Promise<{ readonly judgements: readonly ImageJudgement[]; readonly unread: number }> {
  try {
    const bytes = await readRegularFile(fileOf(root, checksum), LIMITS);
    return parseJudgementLog(bytes.toString('utf8'));
  } catch {
    return { judgements: [], unread: 0 };
  }
}

/**
 * Adds judgements to a log, in one write that appends: of several writers, in whatever process, none takes a line from
 * another, and a reader sees whole lines. @throws Error when the disk refuses.
 */
export async function addJudgements(
  root: string,
  checksum: string,
  judgements: readonly ImageJudgement[],
): Promise<void> {
  if (judgements.length === 0) return;
  const file = fileOf(root, checksum);
  await mkdir(path.dirname(file), { recursive: true });
  const handle = await open(file, appendFlags(), 0o666);
  try {
    // A line that a crash has cut off before must not swallow the next: empty lines are none.
    const { bytesWritten } = await handle.write(Buffer.from(`\n${judgements.map(judgementLine).join('\n')}\n`));
    if (bytesWritten === 0) throw new Error(`${file} takes no more.`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function fileOf(root: string, checksum: string): string {
  return findingsFile(root, checksum, 'judgements.ndjson');
}
