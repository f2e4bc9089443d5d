import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface AptRequest {
  readonly packageName: string;
  /** Folder in which everything happens; a folder of its own is made in it, and removed on failure. */
  readonly workFolder: string;
  readonly signal?: AbortSignal | undefined;
  onStep?(step: string): void;
  onProgress?(receivedBytes: number, totalBytes: number): void;
}

/** apt cannot bring the package; the message is a clause that says why. */
export class AptError extends Error {
  override readonly name = 'AptError';
}

const UPDATE_LIMIT_MS = 5 * 60_000;
const DOWNLOAD_LIMIT_MS = 10 * 60_000;
const QUESTION_LIMIT_MS = 60_000;
const POLL_MS = 200;

/**
 * Downloads a Debian package and unpacks it without being root and without changing the system: lists, caches and the
 * package itself stay in a private folder, no hook of the system's configuration runs, nothing is installed.
 * Returns the folder that holds the package's files as if it were `/`, and the one to remove when done.
 * @throws AptError where there is no apt, no such package or no network; the signal's reason.
 */
export async function fetchAptPackage(job: AptRequest): Promise<{ readonly root: string; readonly toRemove: string }> {
  await mkdir(job.workFolder, { recursive: true });
  const folder = await mkdtemp(join(job.workFolder, 'apt-'));
  try {
    const configuration = await prepare(folder);
    // The system's own lists do where they know the package; in containers they are usually gone.
    let apt = ['-c', configuration];
    let found = await findPackage(job, apt, folder);
    if (found === undefined) {
      job.onStep?.('updating package lists');
      apt = [...apt, '-o', `Dir::State::Lists=${join(folder, 'lists')}`];
      const settings = { cwd: folder, limitMs: UPDATE_LIMIT_MS, signal: job.signal };
      const complaint = firstComplaint(await run('apt-get', [...apt, '-q', 'update'], settings));
      found = await findPackage(job, apt, folder);
      if (found === undefined) {
        // A source that cannot be reached is a warning for apt, not an error.
        throw new AptError(complaint || `the system's package sources have no ${job.packageName}`);
      }
    }
    await downloadPackage(job, apt, folder, found.bytes);

    job.onStep?.('unpacking');
    const archive = (await readdir(folder)).find((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new AptError(`apt-get brought no file of ${job.packageName}`);
    const root = join(folder, 'root');
    await run('dpkg-deb', ['-x', join(folder, archive), root], {
      cwd: folder,
      limitMs: DOWNLOAD_LIMIT_MS,
      signal: job.signal,
    });
    return { root, toRemove: folder };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    job.signal?.throwIfAborted();
    throw error;
  }
}

/** Private folders, and a configuration that keeps apt within them. Returns its path. */
async function prepare(folder: string): Promise<string> {
  await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
  await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  const path = join(folder, 'apt.conf');
  const lines = [
    // Containers have hooks that delete files of the system's cache; desktops have some that write there.
    ...['Update::Pre-Invoke', 'Update::Post-Invoke', 'Update::Post-Invoke-Success'].map(
      (name) => `#clear APT::${name};`,
    ),
    `Dir::Cache ${quote(join(folder, 'cache'))};`,
    'Acquire::Languages "none";',
    'Acquire::Retries "1";',
    'Acquire::http::Timeout "15";',
    'Acquire::https::Timeout "15";',
    // Only the indexes of packages, not those of their contents, icons and descriptions.
    ...['deb::Contents-deb', 'deb::DEP-11', 'deb::DEP-11-icons-small', 'deb::CNF', 'deb-src::Sources'].map(
      (target) => `Acquire::IndexTargets::${target}::DefaultEnabled "false";`,
    ),
    // Root would hand downloads to a user who may not enter this folder.
    'APT::Sandbox::User "root";',
  ];
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '')}"`;
}

/** Size of the package as the lists give it; undefined when they do not know the package. */
async function findPackage(
  job: AptRequest,
  apt: readonly string[],
  cwd: string,
): Promise<{ bytes: number } | undefined> {
  const arguments_ = [...apt, '-q', 'download', '--print-uris', job.packageName];
  const text = await run('apt-get', arguments_, { cwd, limitMs: QUESTION_LIMIT_MS, signal: job.signal }).catch(
    (error) => {
      if (error instanceof AptError && error.cause !== 'missing') return '';
      throw error;
    },
  );
  const match = /^'[^']+' \S+ (\d+)/m.exec(text);
  return match ? { bytes: Number(match[1]) } : undefined;
}

async function downloadPackage(
  job: AptRequest,
  apt: readonly string[],
  cwd: string,
  totalBytes: number,
): Promise<void> {
  job.onStep?.(`downloading ${job.packageName}`);
  const timer = setInterval(() => {
    sizeOfPackage(cwd).then(
      (bytes) => job.onProgress?.(Math.min(bytes, totalBytes), totalBytes),
      () => undefined,
    );
  }, POLL_MS);
  try {
    const arguments_ = [...apt, '-q', 'download', job.packageName];
    await run('apt-get', arguments_, { cwd, limitMs: DOWNLOAD_LIMIT_MS, signal: job.signal });
    job.onProgress?.(totalBytes, totalBytes);
  } finally {
    clearInterval(timer);
  }
}

async function sizeOfPackage(folder: string): Promise<number> {
  for (const candidate of [folder, join(folder, 'cache', 'archives', 'partial')]) {
    const name = (await readdir(candidate)).find((entry) => entry.endsWith('.deb'));
    if (name !== undefined) return (await stat(join(candidate, name))).size;
  }
  return 0;
}

/** What the command printed, on stdout and then on stderr. */
function run(
  command: string,
  arguments_: readonly string[],
  options: { cwd: string; limitMs: number; signal: AbortSignal | undefined },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const settings = {
      cwd: options.cwd,
      timeout: options.limitMs,
      env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
      ...(options.signal ? { signal: options.signal } : {}),
    };
    execFile(command, [...arguments_], settings, (error, stdout, stderr) => {
      if (error === null) resolve(`${stdout}\n${stderr}`);
      else if (error.code === 'ENOENT') reject(new AptError(`${command} is not there`, { cause: 'missing' }));
      else if (error.killed) reject(new AptError(`${command} took longer than ${options.limitMs / 1_000} s`));
      else reject(new AptError(`${command} failed: ${firstComplaint(stderr) || `exit code ${error.code}`}`));
    });
  });
}

/** The first complaint: the rest are its consequences. */
function firstComplaint(output: string): string {
  const lines = output.split('\n').filter((line) => /^(E:|W:|dpkg-deb:)/.test(line));
  return (lines[0] ?? '').replace(/^[EW]: /, '').trim();
}
