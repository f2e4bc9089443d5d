import { createHash, type Hash } from 'node:crypto';
import type { TensorData } from '../core/engine.js';
import { modelVariables } from '../core/graph/buildModel.js';
import type { ModelPlan } from '../core/plan/plan.js';
import type { VariableValues } from '../core/training/modelSession.js';
import { requireValues } from '../core/training/requireValues.js';
import { floatsToBytes } from '../runs/floatBytes.js';

/** Completes a training's weights by those of its frozen layers, which it does not hold while it works on features. */
export class CompleteWeights {
  readonly #names: readonly string[];
  readonly #frozen: VariableValues;
  /** Hash of the frozen weights that come first, for so many of them. */
  #begun: { readonly count: number; readonly hash: Hash } | undefined;

  /** `initial`: all weights of the model, in its order; `first`: the model as its first phase trains it. */
  constructor(initial: VariableValues, first: ModelPlan) {
    this.#names = Object.keys(initial);
    const frozen = modelVariables({ ...first, layers: first.layers.filter((layer) => layer.frozen) }).all;
    this.#frozen = requireValues(frozen, initial);
  }

  /** All weights of the model, in its order. */
  of(weights: VariableValues): VariableValues {
    const known = this.#names.flatMap((name) => {
      const value = weights[name] ?? this.#frozen[name];
      return value === undefined ? [] : [[name, value]];
    });
    return { ...Object.fromEntries(known), ...weights };
  }

  /** SHA-256 of `weights.bin`, should these weights be written to it. Those that never change are hashed once. */
  hash(weights: VariableValues): string {
    const all = Object.entries(this.of(weights));
    const count = all.findIndex(([name]) => Object.hasOwn(weights, name));
    if (this.#begun?.count !== count) this.#begun = { count, hash: hashed(createHash('sha256'), all.slice(0, count)) };
    return hashed(this.#begun.hash.copy(), all.slice(count)).digest('hex');
  }
}

function hashed(hash: Hash, tensors: readonly (readonly [string, TensorData])[]): Hash {
  for (const [, { data }] of tensors) if (data instanceof Float32Array) hash.update(floatsToBytes(data));
  return hash;
}
