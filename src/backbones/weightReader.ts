import type { BackboneWeight } from '../core/plan/plannedBackbone.js';
import { BackboneError } from './backboneError.js';

/** Values of weights by the names of their variables. */
export type ReadWeights = ReadonlyMap<string, Float32Array>;

/** Reads the wanted weights, and little else, from a file or folder. @throws BackboneError */
export type WeightReader = (path: string, wanted: readonly BackboneWeight[]) => Promise<ReadWeights>;

/** As many as a model may have parameters. */
export const MAXIMUM_WEIGHT_BYTES = 2 ** 31 - 1;

/** @throws BackboneError `weight-shape` unless a weight in a file has the shape that the network needs. */
export function requireSameShape(path: string, wanted: BackboneWeight, shape: readonly number[]): void {
  if (shape.length === wanted.shape.length && shape.every((size, axis) => size === wanted.shape[axis])) return;
  throw new BackboneError({
    code: 'weight-shape',
    path,
    problem: `${wanted.layer}'s ${wanted.weight} has the shape [${shape.slice(0, 8).join(', ')}], not [${wanted.shape.join(', ')}]`,
    advice: 'These are weights of another network, or of another width: see its name and alpha.',
  });
}

/** @throws BackboneError `weight-values` where a weight is not finite, or a variance is negative. */
export function requireSaneValues(path: string, wanted: BackboneWeight, values: Float32Array): void {
  const isVariance = wanted.weight === 'movingVariance';
  const place = values.findIndex((value) => !Number.isFinite(value) || (isVariance && value < 0));
  if (place < 0) return;
  throw new BackboneError({
    code: 'weight-values',
    path,
    problem: `${wanted.layer}'s ${wanted.weight} holds ${values[place]}`,
    advice: 'The file is damaged; get it again.',
  });
}

/** @throws BackboneError `weight-missing` */
export function missingWeight(path: string, { layer, weight }: BackboneWeight): BackboneError {
  return new BackboneError({
    code: 'weight-missing',
    path,
    problem: `it has no ${weight} of ${layer}`,
    advice: 'These are weights of another network, or of a part of it: cut the backbone before that layer (upTo).',
  });
}
