import { writeInline } from '../definition/edit.js';

/** Columns by which a regression follows an option, one number for each trial; none for one that does not vary. */
export type OptionTerms = readonly Float64Array[];

/** From so many different numbers on a curve is fitted, not a value for each. */
const CURVE_FROM = 4;

/** Numbers that lie so far apart are taken by their logarithm. */
const LOG_FROM = 10;

/**
 * The terms of an option: of four different numbers or more a parabola (`isSimple`: a line), over their logarithm where they
 * are positive and the greatest is at least ten times the least; of anything else a level for each value.
 */
export function optionTerms(values: readonly unknown[], isSimple: boolean): OptionTerms {
  const positions = numericPositions(values);
  const levels = [...new Set(values.map(writeInline))];
  if (positions !== undefined && (levels.length >= CURVE_FROM || (isSimple && levels.length > 2)))
    return isSimple ? [positions] : [positions, positions.map((position) => position ** 2)];
  return levels.slice(1).map((level) => Float64Array.from(values, (value) => (writeInline(value) === level ? 1 : 0)));
}

/** Where each value lies between the least, −1, and the greatest, 1; undefined unless all are numbers that differ. */
export function numericPositions(values: readonly unknown[]): Float64Array | undefined {
  const numbers = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  const [least, greatest] = [Math.min(...numbers), Math.max(...numbers)];
  if (numbers.length < values.length || !(least < greatest)) return undefined;
  const isLog = least > 0 && greatest / least >= LOG_FROM;
  const on = (value: number) => (isLog ? Math.log(value) : value);
  return Float64Array.from(numbers, (value) => (2 * (on(value) - on(least))) / (on(greatest) - on(least)) - 1);
}
