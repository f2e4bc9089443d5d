import { requireSameImages, type SampleColumns } from '../samples/sampleColumns.js';
import { tangoInterval } from './tangoInterval.js';
import type { Interval } from './wilsonInterval.js';

/** How two runs fared on the same images. */
export interface PairedCounts {
  /** Both right. */
  readonly both: number;
  /** Only the first right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

/**
 * For each true class, on which of its images each of two runs is right: the pairs behind differences of recall.
 * @throws RangeError when the runs were not tested on the same images.
 */
export function pairedCountsByClass(first: SampleColumns, second: SampleColumns): PairedCounts[] {
  const { count, classCount, labels } = requireSameImages([first, second]);
  const counts = Array.from({ length: classCount }, () => ({ both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 }));
  for (let index = 0; index < count; index += 1) {
    const label = labels[index] ?? 0;
    const ofClass = counts[label];
    if (ofClass === undefined) continue;
    const isFirstRight = first.predicted[index] === label;
    const isSecondRight = second.predicted[index] === label;
    if (isFirstRight) ofClass[isSecondRight ? 'both' : 'onlyFirst'] += 1;
    else ofClass[isSecondRight ? 'onlySecond' : 'neither'] += 1;
  }
  return counts;
}

/**
 * A 95 % interval of the first run's fraction of right images less the second's; null for no image. Tango's, which comparisons
 * rest on too, so that one difference has one interval wherever it stands.
 */
export function pairedInterval({ both, onlyFirst, onlySecond, neither }: PairedCounts): Interval | null {
  return tangoInterval(onlySecond, onlyFirst, both + onlyFirst + onlySecond + neither);
}
