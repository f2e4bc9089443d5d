import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Revision of the repository that `folder` is in; undefined without git or a repository. */
export async function gitRevisionOf(folder: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: folder, timeout: 2000 });
    return /^[0-9a-f]{40,64}$/.exec(stdout.trim())?.[0];
  } catch {
    return undefined;
  }
}
