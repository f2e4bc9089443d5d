import { lstatSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { FileRefusedError } from '../regularFile.js';
import { makeRunsRoot } from '../runs/runFolder.js';

/** Names in the queue's folder, which lies in the runs root, where a name with a point is no run. */
export const queueFiles = { folder: '.queue', state: 'queue.json', jobs: 'jobs' } as const;

/** The folder of the queue of a runs root, absolute. */
export function queueFolderOf(root: string): string {
  return path.join(path.resolve(root), queueFiles.folder);
}

/** Makes the queue's folders where they are missing. @throws Error when the disk refuses, or one of them is a link. */
export async function makeQueueFolder(root: string): Promise<void> {
  await makeRunsRoot(root);
  await mkdir(path.join(queueFolderOf(root), queueFiles.jobs), { recursive: true });
  refuseLinkedQueue(root);
}

/** A queue that came with somebody else's folder must not have us write elsewhere. @throws FileRefusedError */
export function refuseLinkedQueue(root: string): void {
  const folder = queueFolderOf(root);
  for (const place of [folder, path.join(folder, queueFiles.jobs)]) {
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (found?.isSymbolicLink()) throw new FileRefusedError('link', `${place} is a link, which is not followed here`);
  }
}
