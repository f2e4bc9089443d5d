import { incompleteBeta } from './incompleteBeta.js';
import { logGamma } from './logGamma.js';

/** Whether two models are right on equally many of the same images; both two-sided. */
export interface McNemarResult {
  /** Exact: never below the true probability of so great a difference by chance. */
  readonly exact: number;
  /** Nearer to that probability, and a little below it at times. */
  readonly midP: number;
}

/**
 * McNemar's test of the images on which exactly one of two models is right, `first` and `second` of them; 1 where there is
 * none. Source: Q. McNemar, Psychometrika 12 (1947), 153–157, with the binomial distribution for χ²; the mid-p variant of
 * M. W. Fagerland, S. Lydersen, P. Laake, BMC Medical Research Methodology 13 (2013), 91.
 */
export function mcNemar(first: number, second: number): McNemarResult {
  const count = first + second;
  if (count === 0) return { exact: 1, midP: 1 };
  const smaller = Math.min(first, second);
  const point = Math.exp(
    logGamma(count + 1) - logGamma(smaller + 1) - logGamma(count - smaller + 1) - count * Math.LN2,
  );
  if (first === second) return { exact: 1, midP: 1 - point / 2 };
  const exact = Math.min(1, 2 * incompleteBeta(0.5, count - smaller, smaller + 1));
  return { exact, midP: Math.max(0, exact - point) };
}
