import type { SplitSamples } from '../../src/protocol/samples.js';

/** Comparing fifty thousand numbers is quick, but not for each frame. */
const likeness = new WeakMap<SplitSamples, WeakMap<SplitSamples, boolean>>();

/** Whether two runs speak of the same images in the same rows. */
export function isOfSameImages(a: SplitSamples, b: SplitSamples): boolean {
  if (a === b) return true;
  const known = likeness.get(a)?.get(b);
  if (known !== undefined) return known;
  const same = (one: ArrayLike<number>, other: ArrayLike<number>) => {
    if (one.length !== other.length) return false;
    for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
    return true;
  };
  const isSame =
    a.checksum === b.checksum && a.classCount === b.classCount && same(a.images, b.images) && same(a.labels, b.labels);
  const ofA = likeness.get(a) ?? new WeakMap<SplitSamples, boolean>();
  likeness.set(a, ofA.set(b, isSame));
  return isSame;
}
