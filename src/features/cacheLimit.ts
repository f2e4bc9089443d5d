/** What the feature cache may take unless told otherwise. */
export const DEFAULT_LIMIT_BYTES = 10e9;

/** Name of the environment variable that limits the cache: `20GB`, `500 MB`, a number of bytes; `0` keeps nothing. */
export const LIMIT_VARIABLE = 'BAKEOFF_FEATURE_CACHE';

const units: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

/** Bytes that the feature cache may take. What cannot be read is as if it were not there. */
export function cacheLimitBytes(environment: Readonly<Record<string, string | undefined>> = process.env): number {
  const [, number = '', unit = ''] =
    /^\s*(\d{1,15}(?:\.\d{1,9})?)\s*([a-z]{0,2})\s*$/i.exec(environment[LIMIT_VARIABLE] ?? '') ?? [];
  const factor = units[unit.toLowerCase()];
  return number === '' || factor === undefined ? DEFAULT_LIMIT_BYTES : Math.round(Number(number) * factor);
}
