import type { TensorData } from '../engine.js';
import { pooledNames } from '../graph/buildEvidenceProgram.js';
import type { EvidenceLayer } from './evidenceLayers.js';
import type { Activations } from './ridgeProbe.js';

/** A unit whose range is a smaller part of the layer's largest value gives the same number everywhere. */
const LEAST_RANGE = 1e-6;

/** What one layer gave for the probe images, batch by batch. */
export class GatheredLayer {
  readonly values: Float32Array;
  readonly #layer: EvidenceLayer;
  readonly #highest: Float32Array;
  readonly #lowest: Float32Array;
  #rows = 0;
  #squares = 0;

  constructor(layer: EvidenceLayer, rows: number) {
    this.#layer = layer;
    this.values = new Float32Array(rows * layer.units);
    this.#highest = new Float32Array(layer.units).fill(Number.NEGATIVE_INFINITY);
    this.#lowest = new Float32Array(layer.units).fill(Number.POSITIVE_INFINITY);
  }

  add(outputs: Readonly<Record<string, TensorData>>, rows: number): void {
    const { units, layer } = this.#layer;
    const { name } = layer.definition;
    const mean = activationsOf(outputs, this.#layer, rows).values as Float32Array;
    const [high, low] = [outputs[pooledNames.highest(name)]?.data, outputs[pooledNames.lowest(name)]?.data];
    this.values.set(mean.subarray(0, rows * units), this.#rows * units);
    for (let at = 0; at < rows * units; at += 1) {
      const unit = at % units;
      this.#highest[unit] = Math.max(this.#highest[unit] as number, (high ?? mean)[at] as number);
      this.#lowest[unit] = Math.min(this.#lowest[unit] as number, (low ?? mean)[at] as number);
    }
    const squares = outputs[pooledNames.square(name)]?.data;
    for (let row = 0; row < rows; row += 1) this.#squares += squares?.[row] ?? meanSquare(mean, row, units);
    this.#rows += rows;
  }

  get activations(): Activations {
    return { rows: this.#rows, features: this.#layer.units, values: this.values };
  }

  /** NaN where an output was not a number. */
  get norm(): number {
    return Math.sqrt(this.#squares / this.#rows);
  }

  get deadUnits(): number {
    let largest = 0;
    for (let unit = 0; unit < this.#layer.units; unit += 1)
      largest = Math.max(largest, Math.abs(this.#highest[unit] as number), Math.abs(this.#lowest[unit] as number));
    return this.#highest.filter((high, unit) => high - (this.#lowest[unit] as number) <= LEAST_RANGE * largest).length;
  }
}

/** A layer's pooled outputs of a batch. */
export function activationsOf(
  outputs: Readonly<Record<string, TensorData>>,
  { layer, units }: EvidenceLayer,
  rows: number,
): Activations {
  const values = outputs[pooledNames.mean(layer.definition.name)]?.data ?? new Float32Array(rows * units);
  return { rows, features: units, values };
}

function meanSquare(values: Float32Array, row: number, units: number): number {
  let sum = 0;
  for (let unit = 0; unit < units; unit += 1) sum += (values[row * units + unit] as number) ** 2;
  return sum / units;
}
