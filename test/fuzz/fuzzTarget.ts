import fc from 'fast-check';
import { installAllocationGuard } from './allocationGuard.js';
import { startWatchdog } from './watchdog.js';

/** A parser, what it is fed, and what must hold of every answer. */
export interface FuzzTarget<T> {
  readonly name: string;
  readonly arbitrary: fc.Arbitrary<T>;
  /** Throws when the contract is broken; the parser's own errors it catches. */
  check(value: T): void | Promise<void>;
  /** Bytes of arrays that one case may ask for; default 64 MiB. */
  readonly maximumBytes?: number;
  /** Processor time that one case may take; default a second. */
  readonly maximumMs?: number;
  /** Cases in CI; default 10,000. */
  readonly cases?: number;
}

// biome-ignore lint/suspicious/noExplicitAny: targets of different cases live in one list
export type AnyFuzzTarget = FuzzTarget<any>;

/** What came of a target. */
export interface FuzzResult {
  readonly cases: number;
  /** What failed, with the seed and path for a replay; absent when all is well. */
  readonly failure?: string;
  readonly slowestMs: number;
  readonly mostBytes: number;
}

interface FuzzOptions {
  readonly seed: number;
  readonly cases: number;
  /** Stops before the next case when this time (of `Date.now`) has come. */
  readonly endTime?: number;
  /** From a failure's report. */
  readonly path?: string;
}

/** Longest time for a case unless its target says otherwise. */
const MAXIMUM_MS = 1000;
/** Growth of the process's peak memory in one case that is still the noise of a garbage collector. */
const MAXIMUM_GROWTH_BYTES = 256 * 2 ** 20;

/** Declares a target with its cases' type inferred. */
export function defineTarget<T>(target: FuzzTarget<T>): FuzzTarget<T> {
  return target;
}

/** Runs a target's cases; each within limits of time, of arrays asked for, and of growth of the process. */
export async function runTarget(target: AnyFuzzTarget, options: FuzzOptions): Promise<FuzzResult> {
  const { seed, cases, endTime = Number.POSITIVE_INFINITY, path } = options;
  const guard = installAllocationGuard();
  const watchdog = startWatchdog(`${target.name}, seed ${seed}`);
  const ownKeys = prototypeKeys();
  let slowestMs = 0;
  let mostBytes = 0;
  let count = 0;
  const property = fc.asyncProperty(target.arbitrary, async (value) => {
    // Not a failed case: the time is up.
    if (Date.now() > endTime) return;
    count += 1;
    watchdog.beat(count);
    const peak = peakBytes();
    const started = performance.now();
    const cpu = process.cpuUsage();
    guard.begin(target.maximumBytes ?? 64 * 2 ** 20);
    try {
      await target.check(value);
      must(prototypeKeys() === ownKeys, 'a prototype was changed');
    } finally {
      mostBytes = Math.max(mostBytes, guard.requestedBytes);
      guard.begin(Number.POSITIVE_INFINITY);
    }
    const durationMs = performance.now() - started;
    const maximumMs = target.maximumMs ?? MAXIMUM_MS;
    if (durationMs > maximumMs) {
      // On a busy machine a case may wait for its turn: what counts is what it computed.
      const { user, system } = process.cpuUsage(cpu);
      const cpuMs = (user + system) / 1000;
      if (cpuMs > maximumMs) throw new Error(`took ${cpuMs.toFixed(0)} ms of processor time`);
    }
    slowestMs = Math.max(slowestMs, durationMs);
    const growth = peakBytes() - peak;
    if (growth > MAXIMUM_GROWTH_BYTES) throw new Error(`let the process grow by ${growth} bytes`);
  });
  try {
    const interruptAfter = Number.isFinite(endTime)
      ? { interruptAfterTimeLimit: Math.max(1, endTime - Date.now()) }
      : {};
    const replay = path === undefined ? {} : { path };
    const details = await fc.check(property, { seed, numRuns: cases, ...interruptAfter, ...replay });
    const failure = details.failed && details.counterexample !== null ? await reportOf(target, details) : undefined;
    return { cases: count, slowestMs, mostBytes, ...(failure === undefined ? {} : { failure }) };
  } finally {
    guard.remove();
    watchdog.stop();
  }
}

async function reportOf(target: AnyFuzzTarget, details: fc.RunDetails<[unknown]>): Promise<string> {
  const { seed, counterexamplePath, counterexample, errorInstance } = details;
  const error = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance);
  const shown = fc.stringify(counterexample).slice(0, 20_000);
  const replay = `npm run fuzz -- --only ${target.name} --seed ${seed} --path ${counterexamplePath ?? ''}`;
  return `${target.name} failed on ${shown}\n${error}\nreplay: ${replay}`;
}

/** Names of all that every object, list and function has. */
function prototypeKeys(): string {
  return [Object.prototype, Array.prototype, Function.prototype]
    .map((own) => Object.getOwnPropertyNames(own).join())
    .join(';');
}

/** Most memory that the process ever held. */
function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/** Fails a property with a reason. */
export function must(condition: boolean, reason: string): asserts condition {
  if (!condition) throw new Error(reason);
}
