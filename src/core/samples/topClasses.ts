import { rankClasses } from '../metrics/rankClasses.js';

/** So many classes are told of an image. */
export const TOP_CLASSES = 5;

/** The most probable classes, the most probable first; `probability` is null where the model's output is not a number. */
export function topClasses(
  probabilities: ArrayLike<number | null>,
): readonly { readonly classIndex: number; readonly probability: number | null }[] {
  const all = Array.from(probabilities);
  const ranked = rankClasses(
    all,
    all.map(() => ''),
  );
  return ranked.slice(0, TOP_CLASSES).map(({ index, probability }) => ({ classIndex: index, probability }));
}
