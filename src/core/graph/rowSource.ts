import type { SampleShape } from '../layers/layer.js';
import { BATCH, type Signature, type Value, type Variable } from './graph.js';
import { gather } from './ops/selection.js';
import { placeholder, variable } from './ops/source.js';
import { assign } from './ops/update.js';

/**
 * Where a program finds the samples of a batch. `images`: bytes that it holds, by index. `features`: numbers that it
 * holds, by index. `fed`: numbers that each call brings, for more of them than memory holds.
 */
export type RowSourceKind = 'images' | 'features' | 'fed';

/** Names of the placeholders that bring samples, as callers feed them. */
export const rowFeedNames = { images: 'images', features: 'features', labels: 'labels', indices: 'indices' } as const;

/** A source of samples in a graph. */
export interface RowSource {
  readonly variables: readonly Variable[];
  /** `loadData`, which fills the variables; none for `fed`. */
  readonly load: readonly Signature[];
  /** The samples and labels of one batch. */
  batch(): { readonly samples: Value; readonly labels: Value };
}

/** Declares a source of samples of a shape. */
export function rowSource(kind: RowSourceKind, shape: SampleShape): RowSource {
  const labels = () => placeholder({ name: rowFeedNames.labels, dtype: 'int32', shape: [BATCH] });
  const features = () => placeholder({ name: rowFeedNames.features, dtype: 'float32', shape: [BATCH, ...shape] });
  if (kind === 'fed') return { variables: [], load: [], batch: () => ({ samples: features(), labels: labels() }) };
  const images = () => placeholder({ name: rowFeedNames.images, dtype: 'uint8', shape: [BATCH, ...shape] });
  const isImages = kind === 'images';
  const held: Variable = {
    name: isImages ? 'data/images' : 'data/features',
    role: 'data',
    dtype: isImages ? 'uint8' : 'float32',
    shape: [BATCH, ...shape],
  };
  const heldLabels: Variable = { name: 'data/labels', role: 'data', dtype: 'int32', shape: [BATCH] };
  const fed = isImages ? images() : features();
  const updates = [assign(fed, { variable: held }), assign(labels(), { variable: heldLabels })];
  return {
    variables: [held, heldLabels],
    load: [{ name: 'loadData', outputs: {}, updates }],
    batch: () => {
      const indices = placeholder({ name: rowFeedNames.indices, dtype: 'int32', shape: [BATCH] });
      return { samples: gather(variable(held), indices), labels: gather(variable(heldLabels), indices) };
    },
  };
}
