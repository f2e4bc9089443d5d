/**
 * `alone`: each change by itself, applied to the first model; what they do not add up to is interaction. `path`: one after
 * the other in their order. `shapley`: the mean over all orders, of all combinations.
 */
export type AttributionMethod = 'alone' | 'path' | 'shapley';

export const attributionMethods: readonly AttributionMethod[] = ['alone', 'path', 'shapley'];

/** A model between two others: bit i is set where group i of the changes is applied. */
export type NodeMask = number;

/** A difference as a weighted sum of models' accuracies. */
export type Contrast = ReadonlyMap<NodeMask, number>;

/** What an attribution tells of the accuracies of its models. */
export interface Contrasts {
  readonly total: Contrast;
  /** One for each group. */
  readonly steps: readonly Contrast[];
  /** What the groups do one by one does not add up to; null where the method does not train each of them by itself. */
  readonly interaction: Contrast | null;
  /** Each group by itself, applied to the first model; null likewise. */
  readonly alone: readonly Contrast[] | null;
}

/** The models that a method needs, the first (0) and the last (all bits) among them; the fewest changes first. */
export function nodesOf(method: AttributionMethod, groupCount: number): NodeMask[] {
  const all = 2 ** groupCount - 1;
  const groups = Array.from({ length: groupCount }, (_, index) => index);
  const wanted = {
    alone: () => [0, ...groups.map((index) => 2 ** index), all],
    path: () => [0, ...groups.map((index) => 2 ** (index + 1) - 1)],
    shapley: () => Array.from({ length: 2 ** groupCount }, (_, mask) => mask),
  }[method]();
  return [...new Set(wanted)].sort((one, other) => bitCount(one) - bitCount(other) || one - other);
}

/** What a method makes of the accuracies of its models. The steps of a path, and Shapley values, add up to the total. */
export function contrastsOf(method: AttributionMethod, groupCount: number): Contrasts {
  const all = 2 ** groupCount - 1;
  const groups = Array.from({ length: groupCount }, (_, index) => index);
  const total = contrast([all, 1], [0, -1]);
  if (method === 'path') {
    const steps = groups.map((index) => contrast([2 ** (index + 1) - 1, 1], [2 ** index - 1, -1]));
    return { total, steps, interaction: null, alone: null };
  }
  const alone = groups.map((index) => contrast([2 ** index, 1], [0, -1]));
  const rest = alone.flatMap((one) => [...one].map(([mask, weight]) => [mask, -weight] as const));
  return {
    total,
    steps: method === 'alone' ? alone : groups.map((index) => shapleyContrast(groupCount, index)),
    interaction: contrast(...total, ...rest),
    alone,
  };
}

/**
 * The Shapley value of one of the groups: the mean, over all orders in which changes can be applied, of what it adds when its
 * turn comes. Source: L. S. Shapley, A value for n-person games, Contributions to the Theory of Games II (1953), 307–317.
 */
function shapleyContrast(groupCount: number, group: number): Contrast {
  const bit = 2 ** group;
  const weights: [NodeMask, number][] = [];
  for (let mask = 0; mask < 2 ** groupCount; mask += 1) {
    if ((mask & bit) !== 0) continue;
    const before = bitCount(mask);
    const weight = (factorial(before) * factorial(groupCount - before - 1)) / factorial(groupCount);
    weights.push([mask | bit, weight], [mask, -weight]);
  }
  return contrast(...weights);
}

/** The value of a contrast. @throws RangeError when a model of it is not known. */
export function contrastValue(of: Contrast, accuracyOf: (mask: NodeMask) => number | undefined): number {
  let sum = 0;
  for (const [mask, weight] of of) {
    const accuracy = accuracyOf(mask);
    if (accuracy === undefined) throw new RangeError(`The model ${mask} is not known.`);
    sum += weight * accuracy;
  }
  return sum;
}

function contrast(...terms: readonly (readonly [NodeMask, number])[]): Contrast {
  const weights = new Map<NodeMask, number>();
  for (const [mask, weight] of terms) weights.set(mask, (weights.get(mask) ?? 0) + weight);
  return new Map([...weights].filter(([, weight]) => weight !== 0));
}

function bitCount(mask: NodeMask): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

function factorial(count: number): number {
  return count <= 1 ? 1 : count * factorial(count - 1);
}
