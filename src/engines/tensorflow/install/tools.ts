import { dirname, isAbsolute } from 'node:path';
import { EngineError } from '../../../core/engine.js';
import { type Environment, findOnPath, runCommand } from './command.js';

/** Programs of the machine that the installation uses; full paths. */
export interface Tools {
  readonly npm: string;
  readonly python: string;
  /** Version of pip, for example `[23, 2, 1]`. */
  readonly pip: readonly number[];
  readonly compiler: string;
  readonly make: string;
}

interface Missing {
  readonly what: string;
  /** What it is for. */
  readonly why: string;
  readonly debian: string;
  readonly macos: string;
}

const missing = {
  npm: {
    what: 'npm',
    why: 'fetches tfjs-node',
    debian: 'sudo apt-get install npm',
    macos: 'brew install node',
  },
  python: {
    what: 'Python 3 (python3)',
    why: 'its pip fetches TensorFlow, and node-gyp runs on it',
    debian: 'sudo apt-get install python3 python3-pip',
    macos: 'xcode-select --install',
  },
  pip: {
    what: 'pip, the package installer of Python 3',
    why: 'fetches TensorFlow',
    debian: 'sudo apt-get install python3-pip',
    macos: 'python3 -m ensurepip --upgrade',
  },
  compiler: {
    what: 'a C++ compiler (c++, g++ or clang++)',
    why: 'compiles the addon that connects Node to TensorFlow',
    debian: 'sudo apt-get install build-essential',
    macos: 'xcode-select --install',
  },
  make: {
    what: 'make',
    why: 'runs the compiler',
    debian: 'sudo apt-get install build-essential',
    macos: 'xcode-select --install',
  },
} as const satisfies Record<string, Missing>;

/** npm alone, which every way of installing needs. @throws EngineError when it is missing. */
export function findNpm(env: Environment, platform: NodeJS.Platform): string {
  // npm usually lies beside node; PATH may lack both when an editor started this process.
  const beside = isAbsolute(process.execPath) ? dirname(process.execPath) : '';
  const npm = findOnPath('npm', env) ?? (env.PATH === undefined ? findOnPath('npm', { PATH: beside }) : undefined);
  if (npm === undefined) throw missingTools([missing.npm], platform);
  return npm;
}

/** Finds everything for a local build. @throws EngineError that names ALL missing programs and how to get them. */
export async function findBuildTools(
  env: Environment,
  platform: NodeJS.Platform,
  signal?: AbortSignal,
): Promise<Tools> {
  const npm = findOnPath('npm', env);
  const python = await findPython(env, signal);
  const compiler = await findWorking(compilerNames(env), env, signal);
  const make = await findWorking(['make', 'gmake'], env, signal);
  const lacks: Missing[] = [];
  if (npm === undefined) lacks.push(missing.npm);
  if (python === undefined) lacks.push(missing.python);
  else if (python.pip === undefined) lacks.push(missing.pip);
  if (compiler === undefined) lacks.push(missing.compiler);
  if (make === undefined) lacks.push(missing.make);
  if (npm === undefined || python?.pip === undefined || compiler === undefined || make === undefined) {
    throw missingTools(lacks, platform);
  }
  return { npm, python: python.file, pip: python.pip, compiler, make };
}

function compilerNames(env: Environment): string[] {
  const chosen = (env.CXX ?? '').split(' ')[0] ?? '';
  return [...(chosen === '' ? [] : [chosen]), 'c++', 'g++', 'clang++'];
}

/** Prefers a Python that has pip; several may be on PATH, and not each has it. */
async function findPython(
  env: Environment,
  signal: AbortSignal | undefined,
): Promise<{ file: string; pip: readonly number[] | undefined } | undefined> {
  let withoutPip: string | undefined;
  const wanted = env.PYTHON ?? '';
  for (const name of [...(wanted === '' ? [] : [wanted]), 'python3', 'python']) {
    const file = isAbsolute(name) ? name : findOnPath(name, env);
    if (
      file === undefined ||
      !(await works(file, ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))'], env, signal))
    )
      continue;
    const pip = await pipVersion(file, env, signal);
    if (pip !== undefined) return { file, pip };
    withoutPip ??= file;
  }
  return withoutPip === undefined ? undefined : { file: withoutPip, pip: undefined };
}

async function pipVersion(
  python: string,
  env: Environment,
  signal: AbortSignal | undefined,
): Promise<readonly number[] | undefined> {
  const { code, output } = await runCommand(python, ['-m', 'pip', '--version'], { env, signal, timeLimitMs: 30_000 });
  const version = output.map((line) => /^pip (\d+(?:\.\d+)*)/.exec(line)?.[1]).find((text) => text !== undefined);
  return code === 0 && version !== undefined ? version.split('.').map(Number) : undefined;
}

/** The first of the names that is on PATH and answers `--version`: macOS has stand-ins that only ask for an installation. */
async function findWorking(
  names: readonly string[],
  env: Environment,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  for (const name of names) {
    const file = isAbsolute(name) ? name : findOnPath(name, env);
    if (file !== undefined && (await works(file, ['--version'], env, signal))) return file;
  }
  return undefined;
}

async function works(
  file: string,
  args: readonly string[],
  env: Environment,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    return (await runCommand(file, args, { env, signal, timeLimitMs: 30_000 })).code === 0;
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return false;
  }
}

function missingTools(lacks: readonly Missing[], platform: NodeJS.Platform): EngineError {
  const lines = lacks.map(({ what, why, debian, macos }) =>
    platform === 'darwin'
      ? `${what}: ${why}. Get it with: ${macos}`
      : `${what}: ${why}. Get it with: ${debian} (Debian, Ubuntu; other systems: the package of that name)`,
  );
  const names = lacks.map(({ what }) => what).join(', ');
  return new EngineError(`the TensorFlow engine cannot be installed, not found: ${names}\n${lines.join('\n')}`);
}
