import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Name of an entry that only this process works in, and that `removeAbandoned` removes once the process is gone. */
export function ownName(name: string): string {
  return `${name}.${process.pid}`;
}

/** Removes from a folder what processes left there that were killed. */
export function removeAbandoned(folder: string, name: string): void {
  for (const entry of readdirSync(folder)) {
    const pid = entry.startsWith(`${name}.`) ? Number(entry.slice(name.length + 1)) : Number.NaN;
    if (Number.isInteger(pid) && !isAlive(pid)) rmSync(join(folder, entry), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
