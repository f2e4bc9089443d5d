import { type Interval, wilsonInterval } from './wilsonInterval.js';

/**
 * A 95 % interval of a class's F1 from its hits (true positives), the images that are of the class, and those that were
 * taken for it; null if there is neither, or the counts cannot be. F1 = 2·F* / (1 + F*), where F* is the fraction of hits
 * among all images that are of the class or were taken for it: a proportion, whose Wilson interval is carried over.
 * Source: the "Wilson indirect" method of K. F. Y. Lam, V. Gopal, J. Qian, Confidence Intervals for the F1 Score: A
 * Comparison of Four Methods, arXiv:2309.14621 (2023).
 */
export function f1Interval(hits: number, support: number, predictedCount: number): Interval | null {
  if (hits > support || hits > predictedCount) return null;
  const ofProportion = wilsonInterval(hits, support + predictedCount - hits);
  if (ofProportion === null) return null;
  const { low, high } = ofProportion;
  return { low: (2 * low) / (1 + low), high: (2 * high) / (1 + high) };
}
