import type { LayerDefinition, ModelDefinition } from '../definition/definition.js';
import { alignSequences } from '../run/alignSequences.js';
import { comparableLayers, layerLikeness } from '../run/layerLikeness.js';

/** A place in the common sequence of two definitions' layers: a layer of the first, of the second, or both that go together. */
export interface MergedLayer {
  readonly first?: LayerDefinition;
  readonly second?: LayerDefinition;
  /** What it reads before and after any change of its own; the same object where nothing of it has changed. */
  readonly before: Reading;
  readonly after: Reading;
}

/** What a layer reads: whatever stands before it, or places of the common sequence. */
export type Reading = 'previous' | readonly number[];

/**
 * The layers of two definitions in one sequence, each definition's in its own order; the input layers come first and go
 * together. Where two layers read what corresponds once added layers are left out, or removed ones, nothing has changed
 * in what they read.
 */
export function mergeLayers(first: ModelDefinition, second: ModelDefinition): MergedLayer[] {
  const pairs = [{ first: first.layers[0], second: second.layers[0] }, ...alignLayers(first, second)];
  const [ones, others] = [first, second].map((definition, side) => {
    const placeOf = new Map(
      pairs.flatMap((pair, place) => {
        const layer = side === 0 ? pair.first : pair.second;
        return layer === undefined ? [] : [[layer.name, place] as const];
      }),
    );
    return definition.layers.map((layer, index) => ({
      layer,
      isSequential: index > 0 && layer.from.length === 1 && layer.from[0] === definition.layers[index - 1]?.name,
      reads: layer.from.flatMap((name) => placeOf.get(name) ?? []),
    }));
  });
  const readersOf = (list: typeof ones) => new Map(list?.map((reader) => [reader.layer, reader]));
  const [firstReaders, secondReaders] = [readersOf(ones), readersOf(others)];
  const own = pairs.map((pair) => {
    const reader = (pair.first && firstReaders.get(pair.first)) ?? (pair.second && secondReaders.get(pair.second));
    return reader === undefined || reader.isSequential ? 'previous' : reader.reads;
  });
  const inFirst = pairs.map((pair) => pair.first !== undefined);
  const inSecond = pairs.map((pair) => pair.second !== undefined);
  return pairs.map((pair, place): MergedLayer => {
    const sides = {
      ...(pair.first === undefined ? {} : { first: pair.first }),
      ...(pair.second === undefined ? {} : { second: pair.second }),
    };
    const reading = own[place] ?? 'previous';
    const one = pair.first && firstReaders.get(pair.first);
    const other = pair.second && secondReaders.get(pair.second);
    if (one === undefined || other === undefined) return { ...sides, before: reading, after: reading };
    if (one.isSequential && other.isSequential) return { ...sides, before: 'previous', after: 'previous' };
    const follow = (reads: readonly number[], isPresent: readonly boolean[]) =>
      reads.map((read) => presentPlace(read, own, isPresent)).join();
    const unchanged = [
      ...(follow(other.reads, inFirst) === one.reads.join() ? [other.reads] : []),
      ...(follow(one.reads, inSecond) === other.reads.join() ? [one.reads] : []),
    ][0];
    if (unchanged !== undefined) return { ...sides, before: unchanged, after: unchanged };
    return {
      ...sides,
      before: one.isSequential ? 'previous' : one.reads,
      after: other.isSequential ? 'previous' : other.reads,
    };
  });
}

/**
 * The place that is read instead of one whose layer is absent: what that one reads, its first input where it has several.
 * `own`: what each place reads by itself.
 */
export function presentPlace(place: number, own: readonly Reading[], isPresent: readonly boolean[]): number {
  let at = place;
  while (at > 0 && isPresent[at] !== true) {
    const reading = own[at] ?? 'previous';
    at = reading === 'previous' ? previousPlace(at, isPresent) : (reading[0] ?? 0);
  }
  return at;
}

/** The place of the last layer that is present before a place; the input's at the beginning. */
export function previousPlace(place: number, isPresent: readonly boolean[]): number {
  let at = place - 1;
  while (at > 0 && isPresent[at] !== true) at -= 1;
  return Math.max(0, at);
}

function alignLayers(first: ModelDefinition, second: ModelDefinition) {
  const layersOf = ({ layers }: ModelDefinition) =>
    layers.slice(1).map((layer) => ({ name: layer.name, type: layer.type.type, options: layer.options, layer }));
  const aligned = alignSequences(...comparableLayers(layersOf(first), layersOf(second)), layerLikeness);
  return aligned.map((pair) => ({ first: pair.first?.layer.layer, second: pair.second?.layer.layer }));
}
