import { printable } from '../core/format.js';
import { parseRayAddress } from '../ray/rayAddress.js';
import { RayError } from '../ray/rayError.js';
import { localRunner } from '../runner/localRunner.js';
import { rayRunner } from '../runner/rayRunner.js';
import type { Runner } from '../runner/runner.js';
import { CommandError, exitCodes } from './exitCodes.js';
import { type Io, writeNote } from './io.js';
import { trainerEntry } from './trainerEntry.js';

/** Options that say where trainings run. */
export interface RunnerOptions {
  readonly runner?: 'local' | 'ray';
  readonly address?: string;
  /** Runs at a time. */
  readonly parallel?: number;
}

/** On a cluster, unless told otherwise: as many as a small one has processors. */
const PARALLEL_ON_RAY = 16;

/** How many runs a runner has at a time. */
export function parallelRuns({ runner = 'local', parallel }: RunnerOptions): number {
  return parallel ?? (runner === 'ray' ? PARALLEL_ON_RAY : 1);
}

/**
 * Opens the runner that the options name, has `use` train with it, and closes it. A cluster is asked first whether it is one.
 * Address, token and certificates may come from BAKEOFF_RAY_ADDRESS, BAKEOFF_RAY_TOKEN and BAKEOFF_RAY_CA.
 * @throws CommandError for a cluster that cannot be used; whatever `use` throws.
 */
export async function withRunner<T>(
  io: Io,
  options: RunnerOptions,
  signal: AbortSignal,
  use: (runner: Runner) => Promise<T>,
): Promise<T> {
  const runner = await openRunner(io, options, signal);
  try {
    return await use(runner);
  } finally {
    await runner.close();
  }
}

async function openRunner(io: Io, { runner = 'local', address }: RunnerOptions, signal: AbortSignal): Promise<Runner> {
  const { BAKEOFF_RAY_ADDRESS, BAKEOFF_RAY_TOKEN, BAKEOFF_RAY_CA } = process.env;
  if (runner === 'local') {
    if (address === undefined) return localRunner({ entry: trainerEntry() });
    throw new CommandError(
      exitCodes.usage,
      '--address is for --runner ray',
      'Add --runner ray, or leave the address out.',
    );
  }
  const place = address ?? BAKEOFF_RAY_ADDRESS ?? '';
  if (place === '')
    throw new CommandError(
      exitCodes.usage,
      '--runner ray needs the address of a cluster',
      'Add --address http://HEAD:8265, or set BAKEOFF_RAY_ADDRESS.',
    );
  try {
    const ray = rayRunner({
      url: parseRayAddress(place),
      token: BAKEOFF_RAY_TOKEN,
      caFile: BAKEOFF_RAY_CA,
      trainerEntry: trainerEntry(),
      onNote: (runId, text) => {
        if (!io.json) writeNote(io, `${printable(runId)}: ${printable(text)}`);
      },
    });
    const { rayVersion } = await ray.check(signal);
    if (!io.json) writeNote(io, `Ray ${printable(rayVersion)} at ${printable(ray.address)}`);
    return ray;
  } catch (error) {
    if (!(error instanceof RayError)) throw error;
    const code = error.code === 'bad-address' ? exitCodes.usage : exitCodes.unavailable;
    throw new CommandError(code, error.message, error.advice, { cause: error });
  }
}
