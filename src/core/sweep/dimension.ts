import type { JsonSchema } from '../definition/option.js';
import type { SweepRange, SweepValues } from '../definition/sweepOption.js';
import { randomStream } from '../random.js';

/** One axis of a sweep: an option's path with the values that it may have. */
export interface Dimension {
  readonly path: string;
  readonly values: SweepValues;
  /** Of a range: whole numbers only. */
  readonly isWhole: boolean;
}

/** Whether an option takes numbers, and others than whole ones. */
export function numbersOf(schema: JsonSchema): 'none' | 'whole' | 'any' {
  const alternatives = (Array.isArray(schema.anyOf) ? schema.anyOf : [schema]) as readonly JsonSchema[];
  const types = alternatives.map(({ type }) => type);
  if (types.includes('number')) return 'any';
  return types.includes('integer') ? 'whole' : 'none';
}

/** All values, from the least to the greatest; those of a range that come to the same once. Empty for a range without steps. */
export function allValues({ values, isWhole }: Dimension): readonly unknown[] {
  if (values.kind === 'list') return values.values;
  const { steps = 0 } = values;
  return [...new Set(Array.from({ length: steps }, (_, step) => valueAt(values, step / (steps - 1), isWhole)))];
}

/** How many values there are to choose from; Infinity where that is not worth counting. */
export function valueCount({ values, isWhole }: Dimension): number {
  if (values.kind === 'list') return values.values.length;
  return isWhole ? Math.floor(values.max) - Math.ceil(values.min) + 1 : Number.POSITIVE_INFINITY;
}

/** A value drawn at random: from the seed, the path and the draw's number alone, whatever else is drawn. */
export function drawnValue({ path, values, isWhole }: Dimension, seed: number, draw: number): unknown {
  const stream = randomStream(seed, `sweep/${path}`, draw);
  if (values.kind === 'list') return values.values[stream.integer(values.values.length)];
  if (isWhole && values.scale === 'linear')
    return Math.ceil(values.min) + stream.integer(Math.floor(values.max) - Math.ceil(values.min) + 1);
  return valueAt(values, stream.uniform(), isWhole);
}

/** The value at a part of the range, 0..1. */
function valueAt({ min, max, scale }: SweepRange, part: number, isWhole: boolean): number {
  const value = scale === 'log' ? min * (max / min) ** part : min + (max - min) * part;
  // What is written in a name is what is trained with.
  const written = isWhole ? Math.round(value) : Number(value.toPrecision(3));
  const [least, greatest] = isWhole ? [Math.ceil(min), Math.floor(max)] : [min, max];
  return Math.min(Math.max(written, least), greatest);
}
