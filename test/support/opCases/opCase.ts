import type { TensorData } from '../../../src/core/engine.js';
import {
  BATCH,
  type DType,
  type GraphNode,
  nodesOf,
  type Program,
  type Shape,
  type Signature,
  type Value,
  type Variable,
} from '../../../src/core/graph/graph.js';
import type { OpKind } from '../../../src/core/graph/ops/index.js';
import { cast } from '../../../src/core/graph/ops/shape.js';
import { placeholder, variable } from '../../../src/core/graph/ops/source.js';
import { assign } from '../../../src/core/graph/ops/update.js';
import { randomStream } from '../../../src/core/random.js';

/** One call of a signature of a case's program. */
export interface CaseCall {
  readonly signature: string;
  readonly feeds: Readonly<Record<string, TensorData>>;
}

/** A program that uses one op, and the calls that show what it does. */
export interface BuiltCase {
  readonly program: Program;
  /** In order, in one session. */
  readonly calls: readonly CaseCall[];
  /** Placeholders through which the op is differentiable, and its differentiable outputs; both empty for updates. */
  readonly differentiable: { readonly inputs: readonly Value[]; readonly outputs: readonly Value[] };
}

/** One use of an op, for comparing engines and for checking its gradient. */
export interface OpCase {
  /** Unique: kind, then what is special about it. */
  readonly name: string;
  readonly kind: OpKind;
  build(): BuiltCase;
}

/** A placeholder and what is fed to it. */
export interface CaseInput {
  readonly dtype: DType;
  /** As the graph knows it, perhaps beginning with `BATCH`. */
  readonly shape: Shape;
  readonly data: readonly number[] | { readonly from: number; readonly to: number };
}

/** Size of the batch in every case. */
export const BATCH_SIZE = 3;

/** A float32 input of different numbers between `from` and `to`, none of them 0 or close to another. */
export function spread(shape: Shape, from = -2, to = 2): CaseInput {
  return { dtype: 'float32', shape, data: { from, to } };
}

/** A float32 input with exactly these numbers. */
export function floats(shape: Shape, data: readonly number[]): CaseInput {
  return { dtype: 'float32', shape, data };
}

/** An int32 input with exactly these numbers. */
export function integers(shape: Shape, data: readonly number[]): CaseInput {
  return { dtype: 'int32', shape, data };
}

/** A case of an op that computes values. */
export function valueCase<I extends Readonly<Record<string, CaseInput>>>(options: {
  readonly kind: OpKind;
  readonly about: string;
  readonly inputs: I;
  readonly apply: (values: { readonly [K in keyof I]: Value }) => Readonly<Record<string, Value>>;
  /** Float inputs and outputs that no gradient flows through. */
  readonly notDifferentiable?: readonly string[];
}): OpCase {
  const { kind, about, inputs, apply, notDifferentiable = [] } = options;
  const name = `${kind}: ${about}`;
  return {
    name,
    kind,
    build: () => {
      const values = mapRecord(inputs, ({ dtype, shape }, key) => placeholder({ name: key, dtype, shape }));
      const outputs = apply(values as { readonly [K in keyof I]: Value });
      const feeds = mapRecord(inputs, (input, key) => tensorFor(input, `${name}/${key}`));
      const differentiable = (record: Readonly<Record<string, Value>>) =>
        Object.entries(record).flatMap(([key, value]) =>
          value.dtype === 'float32' && !notDifferentiable.includes(key) ? [value] : [],
        );
      return {
        program: { variables: [], signatures: [{ name: 'compute', outputs, updates: [] }] },
        calls: [{ signature: 'compute', feeds }],
        differentiable: { inputs: differentiable(values), outputs: differentiable(outputs) },
      };
    },
  };
}

/**
 * A case of an op that writes variables: they are set by a signature `initialize`, updated by one call of `update` for
 * each of `steps` (feeds for `inputs`, by name), and read after each by `read`. `update` answers their values from
 * before.
 */
export function updateCase<V extends Readonly<Record<string, CaseInput>>>(options: {
  readonly kind: OpKind;
  readonly about: string;
  readonly variables: V;
  readonly inputs: Readonly<Record<string, Pick<CaseInput, 'dtype' | 'shape'>>>;
  readonly steps: readonly Readonly<Record<string, readonly number[]>>[];
  readonly update: (
    variables: { readonly [K in keyof V]: Variable },
    inputs: Readonly<Record<string, Value>>,
  ) => readonly GraphNode[];
}): OpCase {
  const { kind, about, inputs, steps, update } = options;
  const name = `${kind}: ${about}`;
  return {
    name,
    kind,
    build: () => {
      const variables = mapRecord(
        options.variables,
        ({ dtype, shape }, key): Variable => ({ name: `case/${key}`, role: 'weight', dtype, shape }),
      );
      const placeholders = mapRecord(inputs, ({ dtype, shape }, key) => placeholder({ name: key, dtype, shape }));
      const initial = mapRecord(variables, ({ dtype, shape }, key) => placeholder({ name: key, dtype, shape }));
      const readAll = () => mapRecord(variables, readable);
      const updates = update(variables as { readonly [K in keyof V]: Variable }, placeholders);
      const updating: Signature = { name: 'update', outputs: readAll(), updates };
      const needed = new Set(nodesOf(updating));
      const program: Program = {
        variables: Object.values(variables),
        signatures: [
          {
            name: 'initialize',
            outputs: {},
            updates: Object.entries(variables).map(([key, target]) =>
              assign(initial[key] as Value, { variable: target }),
            ),
          },
          updating,
          { name: 'read', outputs: readAll(), updates: [] },
        ],
      };
      const read: CaseCall = { signature: 'read', feeds: {} };
      return {
        program,
        calls: [
          { signature: 'initialize', feeds: mapRecord(options.variables, (input, key) => tensorFor(input, key)) },
          ...steps.flatMap((step): CaseCall[] => {
            const used = Object.entries(inputs).filter(([key]) => needed.has((placeholders[key] as Value).node));
            const feeds = mapRecord(Object.fromEntries(used), (input, key) => {
              return tensorFor({ ...input, data: step[key] as readonly number[] }, key);
            });
            return [{ signature: 'update', feeds }, read];
          }),
        ],
        differentiable: { inputs: [], outputs: [] },
      };
    },
  };
}

/** A variable's value; bytes as int32, as bytes never leave an engine. */
function readable(source: Variable): Value {
  const value = variable(source);
  return source.dtype === 'uint8' ? cast(value, { dtype: 'int32' }) : value;
}

function tensorFor({ dtype, shape, data }: CaseInput, name: string): TensorData {
  const actual = shape.map((size) => (size === BATCH ? BATCH_SIZE : size));
  const size = actual.reduce((product, dimension) => product * dimension, 1);
  const numbers = 'from' in data ? spreadNumbers(size, data, name) : data;
  if (numbers.length !== size) throw new RangeError(`${name} needs ${size} numbers, got ${numbers.length}`);
  if (dtype === 'float32') return { dtype, shape: actual, data: Float32Array.from(numbers) };
  return { dtype, shape: actual, data: dtype === 'int32' ? Int32Array.from(numbers) : Uint8Array.from(numbers) };
}

/** Evenly spread, in random order: far from each other, and off the middle, where many functions have a kink. */
function spreadNumbers(
  size: number,
  { from, to }: { readonly from: number; readonly to: number },
  name: string,
): number[] {
  return [...randomStream(1, name).permutation(size)].map((rank) => from + ((rank + 0.37) / size) * (to - from));
}

function mapRecord<T, R>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
