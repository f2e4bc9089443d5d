import { isMadeName } from '../definition/madeName.js';
import type { Likeness } from './alignSequences.js';

/** What of a layer says how alike it is to another. */
export interface LikenableLayer {
  readonly name: string;
  readonly type: string;
  /** All options, defaults filled in; null where they are not known. */
  readonly options: Readonly<Record<string, unknown>> | null;
}

/** A layer, prepared for being compared with many others. */
export interface ComparableLayer<Layer extends LikenableLayer = LikenableLayer> {
  readonly layer: Layer;
  /** Undefined for one that was made from the type: it says no more than how many of them stand before. */
  readonly givenName: string | undefined;
  /** A number for each option with its value, the same for the same; layers of one type have them in one order. */
  readonly options: readonly number[];
}

/** Prepares the layers of two definitions. */
export function comparableLayers<Layer extends LikenableLayer>(
  first: readonly Layer[],
  second: readonly Layer[],
): [ComparableLayer<Layer>[], ComparableLayer<Layer>[]] {
  const numbers = new Map<string, number>();
  const numberOf = (text: string) => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  const prepare = (layer: Layer): ComparableLayer<Layer> => ({
    layer,
    givenName: isMadeName(layer.name, layer.type) ? undefined : layer.name,
    options: Object.entries(layer.options ?? {}).map(([option, value]) =>
      numberOf(`${option} ${JSON.stringify(value ?? null)}`),
    ),
  });
  return [first.map(prepare), second.map(prepare)];
}

/** The type decides; of layers of one type those go together that were given one name, or have most options in common. */
const WEIGHTS = { type: 1000, name: 500, options: 100 } as const;

/** How alike two layers are. */
export const layerLikeness: Likeness<ComparableLayer> = {
  of(first, second) {
    const ofName = first.givenName !== undefined && first.givenName === second.givenName ? WEIGHTS.name : 0;
    if (first.layer.type !== second.layer.type) return ofName;
    return WEIGHTS.type + ofName + Math.round(WEIGHTS.options * shareInCommon(first.options, second.options));
  },
  isSame: (first, second) =>
    first.layer.type === second.layer.type &&
    first.givenName === second.givenName &&
    shareInCommon(first.options, second.options) === 1,
};

function shareInCommon(first: readonly number[], second: readonly number[]): number {
  const length = Math.max(first.length, second.length);
  if (length === 0) return 1;
  let equal = 0;
  for (let index = 0; index < first.length; index += 1) if (first[index] === second[index]) equal += 1;
  return equal / length;
}
