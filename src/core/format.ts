/** Numbers and names as people read them: the one place, for terminal, reports and pages. English, no locale. */

/** Shown where there is no value. */
export const NO_VALUE = '–';

const MINUS = '−';

/** A fraction 0..1 as `91.5 %`. */
export function formatPercent(fraction: number | null | undefined, digits = 1): string {
  return isNumber(fraction) ? `${formatFixed(fraction * 100, digits)} %` : NO_VALUE;
}

/** A difference of two fractions in percentage points, always signed: `+1.8`. */
export function formatPoints(difference: number | null | undefined, digits = 1): string {
  if (!isNumber(difference)) return NO_VALUE;
  const text = formatFixed(difference * 100, digits);
  return text.startsWith(MINUS) || Number(text) === 0 ? text : `+${text}`;
}

/** A number with a fixed number of decimals; minus zero is zero. */
export function formatFixed(value: number | null | undefined, digits: number): string {
  if (!isNumber(value)) return NO_VALUE;
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

/** A loss or another positive quantity: `0.2311`, `12.3`, `1.2e-5`. */
export function formatLoss(value: number | null | undefined): string {
  if (!isNumber(value)) return NO_VALUE;
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.00095 || size >= 1e6))
    return value.toExponential(1).replace('-', value < 0 ? MINUS : '-');
  return formatFixed(value, size >= 100 ? 1 : size >= 10 ? 2 : 4);
}

/** A learning rate without trailing zeros: `0.001`, `2.5e-7`. */
export function formatLearningRate(value: number | null | undefined): string {
  if (!isNumber(value)) return NO_VALUE;
  if (value !== 0 && Math.abs(value) < 1e-5) return value.toExponential(1).replace('.0e', 'e');
  return String(Number(value.toPrecision(3)));
}

/** A whole number with thousands separators: `4,120`. */
export function formatCount(count: number | null | undefined): string {
  if (!isNumber(count)) return NO_VALUE;
  const digits = Math.abs(Math.round(count)).toString();
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, ',');
  return count < 0 && digits !== '0' ? `${MINUS}${grouped}` : grouped;
}

/** A big number in three digits: `512`, `4.12 K`, `1.24 M`, `3.05 G`. */
export function formatCompactCount(count: number | null | undefined): string {
  return isNumber(count) ? formatScaled(count, ['', 'K', 'M', 'G', 'T']) : NO_VALUE;
}

/** A size in decimal units: `47 B`, `3.21 MB`. */
export function formatBytes(bytes: number | null | undefined): string {
  return isNumber(bytes) ? formatScaled(bytes, ['B', 'KB', 'MB', 'GB', 'TB']) : NO_VALUE;
}

/** A duration for reading: `0.4 s`, `21 s`, `2 min 05 s`, `1 h 02 min`. */
export function formatDuration(durationMs: number | null | undefined): string {
  if (!isNumber(durationMs) || durationMs < 0) return NO_VALUE;
  if (durationMs < 9_950) return `${(durationMs / 1_000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** A duration far below a second: `0.14 ms`, `23 µs`. */
export function formatSmallDuration(durationMs: number | null | undefined): string {
  if (!isNumber(durationMs) || durationMs < 0) return NO_VALUE;
  if (durationMs >= 1_000) return formatDuration(durationMs);
  return durationMs < 0.1 ? `${(durationMs * 1_000).toPrecision(2)} µs` : `${Number(durationMs.toPrecision(2))} ms`;
}

/** A duration as a clock shows it, for what is left to wait: `0:21`, `1:02:03`. */
export function formatClock(durationMs: number | null | undefined): string {
  if (!isNumber(durationMs) || durationMs < 0) return '–:––';
  const seconds = Math.round(durationMs / 1_000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${twoDigits(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
}

/** A moment in UTC, to the minute: `2031-04-05 06:07 UTC`. */
export function formatTime(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? NO_VALUE : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A shape: `28×28×1`; a scalar is `1`. */
export function formatShape(shape: readonly number[]): string {
  return shape.length === 0 ? '1' : shape.join('×');
}

/** `1 epoch`, `2 epochs`, `1,000 images`; `plural` where an s is not enough. */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/**
 * Text from a file, safe to print on one line: control characters (so also terminal escapes and line breaks), marks that
 * reverse the direction of text, and invisible separators are written as `\u001b`.
 */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

// Control, format (bidirectional marks, zero-width), lone surrogates, line and paragraph separators.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function formatScaled(value: number, units: readonly string[]): string {
  const sign = value < 0 ? MINUS : '';
  let scaled = Math.abs(value);
  let unit = 0;
  // 999.5 would be printed as 1000: it belongs to the next unit.
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1_000;
    unit += 1;
  }
  const whole = unit === 0 || scaled >= 99.95;
  const number = whole ? scaled.toFixed(0) : scaled.toFixed(scaled >= 9.995 ? 1 : 2);
  return `${sign}${number}${units[unit] === '' ? '' : ` ${units[unit]}`}`;
}
