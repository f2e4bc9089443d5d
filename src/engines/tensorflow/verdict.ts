import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../cacheFolder.js';
import type { TensorFlowLocation } from './findTensorFlow.js';
import type { Environment } from './install/command.js';
import { bindingFile } from './install/engineFolders.js';
import { probeTensorFlow } from './probe.js';

/** Whether a native library works here, found out by loading it in a process that may crash. */
export type Verdict = { readonly works: true } | { readonly works: false; readonly problem: string };

/** A failure may have been the machine's bad day: it is looked into again after a day. */
const FAILURE_LASTS_MS = 24 * 60 * 60 * 1000;
const TIME_LIMIT_MS = 30_000;

interface StoredVerdict {
  readonly works: boolean;
  readonly problem?: string;
  readonly time: number;
}

/**
 * Tries an installed TensorFlow in a short-lived process, at most `timeLimitMs` long, and remembers the outcome in the
 * user's cache for as long as the library and this Node stay the same. Never throws.
 */
export async function judgeTensorFlow(
  location: TensorFlowLocation,
  options: { readonly env?: Environment; readonly timeLimitMs?: number } = {},
): Promise<Verdict> {
  const { env = process.env, timeLimitMs = TIME_LIMIT_MS } = options;
  const file = verdictFile(location, env);
  const known = readVerdict(file);
  if (known !== undefined) return known;
  const verdict = await probeTensorFlow(location.packageFolder, { env, timeLimitMs }).then(
    (): Verdict => ({ works: true }),
    (error: Error): Verdict => ({ works: false, problem: error.message.split('\n')[0] ?? error.message }),
  );
  writeVerdict(file, { ...verdict, time: Date.now() });
  return verdict;
}

/** One file for each library (by place and age) and Node. */
function verdictFile({ packageFolder }: TensorFlowLocation, env: Environment): string {
  const { node, napi } = process.versions;
  const key = [packageFolder, bindingTime(packageFolder, Number(napi)), node, process.arch].join('\n');
  const name = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return join(cacheFolder(env), 'engines', 'verdicts', `${name}.json`);
}

/** When the compiled addon was last changed. */
function bindingTime(packageFolder: string, newest: number): number {
  for (let napi = newest; napi >= 3; napi -= 1) {
    const file = bindingFile(packageFolder, napi);
    if (existsSync(file)) return statSync(file).mtimeMs;
  }
  return 0;
}

function readVerdict(file: string): Verdict | undefined {
  try {
    const stored = JSON.parse(readFileSync(file, 'utf8')) as Partial<StoredVerdict> | null;
    if (stored?.works === true) return { works: true };
    const isFresh = Date.now() - Number(stored?.time) < FAILURE_LASTS_MS;
    return stored?.works === false && isFresh ? { works: false, problem: String(stored.problem) } : undefined;
  } catch {
    return undefined;
  }
}

/** A cache that cannot be written costs the next start another try, no more. */
function writeVerdict(file: string, verdict: StoredVerdict): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const beside = `${file}.${process.pid}.new`;
    writeFileSync(beside, JSON.stringify(verdict));
    renameSync(beside, file);
  } catch {
    // Asked again next time.
  }
}
