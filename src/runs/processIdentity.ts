import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { processExists } from '../processExists.js';

/** A process that a pid alone would not tell from a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in whatever form the system tells it; null where it does not. */
  readonly startedAt: string | null;
}

/** How long what another program said of a process is believed: it takes up to half a second to ask. */
const BELIEVED_MS = 30_000;
const MAXIMUM_BELIEVED = 1_000;
const believed = new Map<number, { readonly startedAt: string | null; readonly time: number }>();

/**
 * The identity of a living process; undefined if there is none with this pid (a zombie does not live). Where another
 * program must be asked, its answer is believed for `believedMs` as long as there is a process with this pid.
 */
export function identifyProcess(pid: number, believedMs = BELIEVED_MS): ProcessIdentity | undefined {
  if (!processExists(pid)) {
    believed.delete(pid);
    return undefined;
  }
  if (process.platform === 'linux') return identifyOnLinux(pid);
  const known = believed.get(pid);
  if (known !== undefined && performance.now() - known.time < believedMs) return { pid, startedAt: known.startedAt };
  const startedAt = askForStart(pid);
  if (believed.size >= MAXIMUM_BELIEVED) believed.clear();
  believed.set(pid, { startedAt, time: performance.now() });
  return { pid, startedAt };
}

/** True if that very process still lives; without a start time on either side the pid decides. `believedMs` as above. */
export function isProcessAlive({ pid, startedAt }: ProcessIdentity, believedMs = BELIEVED_MS): boolean {
  const found = identifyProcess(pid, believedMs);
  return found !== undefined && isSameProcess(found, { pid, startedAt });
}

/** True if both are of one process; without a start time on either side the pid decides. */
export function isSameProcess(one: ProcessIdentity, other: ProcessIdentity): boolean {
  if (one.pid !== other.pid) return false;
  return one.startedAt === null || other.startedAt === null || one.startedAt === other.startedAt;
}

/** Reads an identity that was stored as JSON; undefined if the text is something else. */
export function parseProcessIdentity(text: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, startedAt } = value as Partial<ProcessIdentity>;
    if (typeof pid !== 'number' || (startedAt !== null && typeof startedAt !== 'string')) return undefined;
    return { pid, startedAt };
  } catch {
    return undefined;
  }
}

function askForStart(pid: number): string | null {
  return process.platform === 'win32'
    ? ask('powershell.exe', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.Ticks`])
    : ask('ps', ['-o', 'lstart=', '-p', String(pid)]);
}

/** From /proc: the start in ticks since boot, and which boot. */
function identifyOnLinux(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; state is the first field after it, the start time the 20th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { pid, startedAt: `${boot}/${fields[19] ?? ''}` };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : { pid, startedAt: null };
  }
}

/** What a program prints, trimmed; null if it fails, says nothing or takes over five seconds. */
function ask(program: string, args: readonly string[]): string | null {
  try {
    const options = {
      encoding: 'utf8',
      timeout: 5_000,
      windowsHide: true,
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    } as const;
    const answer = execFileSync(program, args, { ...options, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return answer === '' ? null : answer;
  } catch {
    return null;
  }
}
