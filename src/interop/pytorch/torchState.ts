import type { TensorData } from '../../core/engine.js';
import type { SampleShape } from '../../core/layers/layer.js';
import { permuted } from '../permuted.js';
import type { NpzArray } from '../python/npzFile.js';
import type { TorchLayer } from './torchModel.js';

/** A layer's options, of which each case knows its own. */
// biome-ignore lint/suspicious/noExplicitAny: the options of different layers are of different types
export type Options = Readonly<Record<string, any>>;
/** A weight of the layer. */
export type WeightOf = (name: string) => TensorData;

/** Whether samples are images, which have their channels first in PyTorch. */
export function isImage(shape: SampleShape): boolean {
  return shape.length === 3;
}

/** A weight with its axes in another order. */
export function turned(tensor: TensorData, order: readonly number[]): NpzArray {
  return { shape: order.map((axis) => tensor.shape[axis] ?? 1), data: permuted(tensor, order) };
}

/** A weight as it is. */
export function asIs({ shape, data }: TensorData): NpzArray {
  return { shape, data: Float32Array.from(data) };
}

/** The bias, where there is one. */
export function biasState(
  { useBias }: { readonly useBias?: boolean },
  name: string,
  weightOf: WeightOf,
): Record<string, NpzArray> {
  return useBias ? { [name]: asIs(weightOf('bias')) } : {};
}

/** Penalties of weights that are learned, by name in the module. */
export function penaltiesOf(
  options: Options,
  names: Readonly<Record<string, string>>,
): NonNullable<TorchLayer['penalties']> {
  const isFrozen = (options as { trainable?: unknown }).trainable === false;
  return Object.fromEntries(
    Object.entries(names).flatMap(([option, name]) =>
      options[option] === undefined || isFrozen ? [] : [[name, options[option] as { l1: number; l2: number }]],
    ),
  );
}
