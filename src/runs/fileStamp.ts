import { statSync } from 'node:fs';

/** Another one when a file is another, or has been written to; empty without a file. Never throws. */
export function fileStamp(file: string): string {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    return found === undefined ? '' : `${found.size}-${found.mtimeMs}-${found.ctimeMs}-${found.ino}`;
  } catch {
    return '';
  }
}
