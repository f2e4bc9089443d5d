import type { ChartAxis, ChartSeries } from './chartModel.js';

interface AxisOptions extends Pick<ChartAxis, 'title' | 'format'> {
  readonly scale?: ChartAxis['scale'];
  /** What the axis is about; none: it goes from 0 to 1. */
  readonly values: Iterable<number>;
  /** Bounds that hold whatever the values are. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** The axis ends here at the latest: there is no accuracy above 1. */
  readonly floor?: number;
  readonly ceiling?: number;
}

/** Free space beyond the outermost values, as a part of their range. */
const MARGIN = 0.05;
const MOST_TICKS = 6;

/** An axis on which some values find room, with round numbers on it. */
export function chartAxis(options: AxisOptions): ChartAxis {
  const { title, format, values, scale = 'linear' } = options;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value) || (scale === 'logarithmic' && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) [low, high] = scale === 'logarithmic' ? [0.1, 1] : [0, 1];
  const around = scale === 'logarithmic' ? withRatio(low, high) : withMargin(low, high);
  const minimum = options.minimum ?? Math.max(options.floor ?? Number.NEGATIVE_INFINITY, around.minimum);
  const maximum = options.maximum ?? Math.min(options.ceiling ?? Number.POSITIVE_INFINITY, around.maximum);
  const all = scale === 'logarithmic' ? logarithmicTicks(minimum, maximum) : linearTicks(minimum, maximum);
  const ticks = format === 'integer' ? all.filter(Number.isInteger) : all;
  return { title, format, scale, minimum, maximum, ticks };
}

/** Everything that series want room for, upwards. */
export function* heightsOf(series: readonly ChartSeries[]): Generator<number> {
  for (const { points } of series)
    for (const { y, low, high } of points) {
      if (y !== null) yield y;
      if (low !== undefined) yield low;
      if (high !== undefined) yield high;
    }
}

/** Round numbers from `minimum` to `maximum`, about evenly many for each chart. */
export function linearTicks(minimum: number, maximum: number, most = MOST_TICKS): number[] {
  const range = maximum - minimum;
  if (!(range > 0) || !Number.isFinite(range)) return [minimum];
  const power = 10 ** Math.floor(Math.log10(range / most));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => range / candidate <= most);
  if (step === undefined) return [minimum];
  const first = Math.ceil(minimum / step - 1e-9);
  const last = Math.floor(maximum / step + 1e-9);
  // By whole numbers: sums of steps would drift.
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** Powers of ten, with 2 and 5 times them where there is room; round numbers where the range is narrower than that. */
export function logarithmicTicks(minimum: number, maximum: number, most = MOST_TICKS): number[] {
  if (!(minimum > 0) || !(maximum > minimum)) return [minimum];
  const ticksOf = (factors: readonly number[]): number[] => {
    const found: number[] = [];
    for (let power = Math.floor(Math.log10(minimum)); power <= Math.log10(maximum); power += 1)
      for (const factor of factors) {
        const value = Number((factor * 10 ** power).toPrecision(12));
        if (value >= minimum && value <= maximum) found.push(value);
      }
    return found;
  };
  const choices = [[1, 2, 5], [1, 3], [1]].map(ticksOf);
  const fitting = choices.find(({ length }) => length <= most);
  if (fitting !== undefined) return fitting.length >= 2 ? fitting : linearTicks(minimum, maximum, most);
  const powers = choices.at(-1) ?? [];
  const every = Math.ceil(powers.length / most);
  return powers.filter((_, index) => index % every === 0);
}

/** Bounds by half steps between round numbers: they stay where they are while values move a little. */
function withMargin(low: number, high: number): { minimum: number; maximum: number } {
  // One value stands in the middle.
  const room = high > low ? (high - low) * MARGIN : Math.abs(high) / 2 || 1;
  const [first, second] = linearTicks(low - room, high + room);
  const step = ((second ?? 1) - (first ?? 0)) / 2;
  const rounded = (value: number) => Number((value * step).toPrecision(12));
  return {
    minimum: rounded(Math.floor((low - room) / step)),
    maximum: rounded(Math.ceil((high + room) / step)),
  };
}

function withRatio(low: number, high: number): { minimum: number; maximum: number } {
  const ratio = (high / low) ** MARGIN;
  const factor = ratio > 1.01 ? ratio : 1.5;
  return { minimum: low / factor, maximum: high * factor };
}
