import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** There is no Python that can run the references; the message says what to do. */
export class PythonMissingError extends Error {
  override readonly name = 'PythonMissingError';
}

/** Python versions for which every pinned package has a wheel. */
const MINOR_VERSIONS = [11, 12, 13];

const CANDIDATES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python'];

/** Where the environment is and what it is made of. */
export interface PythonEnvironmentOptions {
  /** The product's cache folder; the environment lives below it and is made once. */
  readonly cacheFolder: string;
  readonly requirementsFile: string;
  /** Told what is going on, a line at a time. */
  readonly log: (line: string) => void;
}

/**
 * Path of a Python interpreter that has the pinned packages: the one that `BAKEOFF_PYTHON` names, or a virtual
 * environment `python-<hash of the requirements>` in the cache folder, made on the first call (some minutes, 2 GB).
 * @throws PythonMissingError when there is no Python, or its packages cannot be installed.
 */
export async function pythonEnvironment(options: PythonEnvironmentOptions): Promise<string> {
  const given = process.env.BAKEOFF_PYTHON;
  if (given !== undefined && given !== '') {
    if (versionOf(given) === undefined)
      throw new PythonMissingError(`BAKEOFF_PYTHON is "${given}", which does not run: name a Python interpreter.`);
    return given;
  }
  const base = findPython();
  const requirements = readFileSync(options.requirementsFile, 'utf8');
  const identity = `${process.platform} ${process.arch} ${base.version}\n${requirements}`;
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 12);
  const folder = join(options.cacheFolder, `python-${hash}`);
  if (!existsSync(folder)) await create(folder, base.command, options);
  return interpreterIn(folder);
}

function interpreterIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** Made beside its place and renamed when complete: an interrupted installation is never taken for an environment. */
async function create(folder: string, python: string, options: PythonEnvironmentOptions): Promise<void> {
  const { log, requirementsFile } = options;
  const unfinished = `${folder}.${process.pid}`;
  const started = performance.now();
  log(`Setting up Python packages for the references, once, in ${folder} (some minutes)…`);
  try {
    mkdirSync(options.cacheFolder, { recursive: true });
    await run(python, ['-m', 'venv', unfinished], 'create a virtual environment (on Debian: install python3-venv)');
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirementsFile];
    await run(interpreterIn(unfinished), install, 'install the packages in requirements.txt');
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  log(`Python packages are ready (${Math.round((performance.now() - started) / 1000)} s).`);
}

function findPython(): { command: string; version: string } {
  const seen: string[] = [];
  for (const command of CANDIDATES) {
    const version = versionOf(command);
    if (version === undefined) continue;
    const [major, minor] = version.split('.').map(Number);
    if (major === 3 && minor !== undefined && MINOR_VERSIONS.includes(minor)) return { command, version };
    seen.push(`${command} is ${version}`);
  }
  const found = seen.length === 0 ? 'none was found' : `found: ${seen.join(', ')}`;
  throw new PythonMissingError(
    `Python 3.${MINOR_VERSIONS.join(', 3.')} is needed (${found}). Install one, or set BAKEOFF_PYTHON to an interpreter that has the packages in test/parity/requirements.txt.`,
  );
}

/** `3.11.7`; undefined when the command does not run. */
function versionOf(command: string): string | undefined {
  const asked = spawnSync(command, ['-c', 'import platform; print(platform.python_version())'], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : undefined;
}

function run(command: string, argumentList: readonly string[], purpose: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, argumentList, { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-4000);
    });
    child.on('error', (error) => reject(new PythonMissingError(`Could not ${purpose}: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new PythonMissingError(`Could not ${purpose} (exit code ${code}):\n${errors.trim()}`));
    });
  });
}
