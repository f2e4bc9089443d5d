import {
  count,
  finite,
  isDeeperThan,
  list,
  listUpTo,
  Mismatch,
  nullable,
  object,
  type Reader,
  textUpTo,
  whole,
} from '../run/readers.js';
import type { LayerEvidence, LayerProbe, SkippedEvidence } from './layerEvidence.js';

/** As many as a run has layers, at most. */
const MAXIMUM_LAYERS = 2001;

const share: Reader<number> = (value, path) => {
  const number = finite(value, path);
  if (number >= 0 && number <= 1) return number;
  throw new Mismatch(`${path}: expected a number from 0 to 1`);
};
const name = textUpTo(1000);
const one: Reader<1> = (value, path) => {
  whole(1, 1)(value, path);
  return 1;
};

const probe: Reader<LayerProbe> = object<Omit<LayerProbe, 'note' | 'positions'>, { note: string; positions: number }>(
  {
    name,
    after: nullable(name),
    units: count,
    accuracy: nullable(share),
    pairAccuracy: nullable(share),
    pairImages: count,
    lost: count,
    gained: count,
    deadUnits: count,
    activationNorm: nullable(finite),
    gradientNorm: nullable(finite),
    penalty: nullable(finite),
  },
  { note: name, positions: count },
);

const pair: Reader<readonly [number, number]> = (value, path) => {
  const [first, second] = list(whole(0, 65_000), 2)(value, path);
  return [first ?? 0, second ?? 0];
};

const evidence: Reader<LayerEvidence> = object<Omit<LayerEvidence, 'pair'>, { pair: readonly [number, number] }>(
  {
    version: one,
    probeImages: count,
    votedImages: count,
    layers: listUpTo(MAXIMUM_LAYERS, probe),
    durationMs: finite,
    trainingMs: finite,
  },
  { pair },
);

const skipped: Reader<SkippedEvidence> = object<SkippedEvidence>({ version: one, skipped: textUpTo(2000) });

/** What was read, or why not. */
export type ParsedEvidence = { readonly evidence: LayerEvidence | SkippedEvidence } | { readonly problem: string };

/** Reads what is stored of a run's layers, from a JSON value of whatever origin. Never throws. */
export function parseEvidence(value: unknown): ParsedEvidence {
  if (isDeeperThan(6, value)) return { problem: 'nested too deep' };
  try {
    const isSkipped = typeof value === 'object' && value !== null && 'skipped' in value;
    return { evidence: (isSkipped ? skipped : evidence)(value, '') };
  } catch (error) {
    if (error instanceof Mismatch) return { problem: error.message };
    throw error;
  }
}
