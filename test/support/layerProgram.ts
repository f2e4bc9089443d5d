import { BATCH, type Value, type Variable } from '../../src/core/graph/graph.js';
import { constant, placeholder, variable } from '../../src/core/graph/ops/source.js';
import { type BuildContext, isLayerProblem, type LayerInference, type LayerType } from '../../src/core/layers/layer.js';
import { evaluate } from './referenceEngine.js';
import type { Tensor } from './referenceOps/tensor.js';

/** A layer built by itself, with a placeholder for each input. */
export interface BuiltLayer {
  readonly inference: LayerInference;
  readonly output: Value;
  readonly variables: ReadonlyMap<string, Variable>;
  /** Names of the weights that `build` asked for. */
  readonly weightsRead: ReadonlySet<string>;
  readonly statisticUpdates: readonly { readonly name: string; readonly value: Value; readonly momentum: number }[];
  readonly streams: number;
  /** Own weights that mixups told. */
  readonly mixing: readonly Value[];
}

/** Infers and builds one layer. @throws Error with the layer's own message when it cannot work on these inputs. */
export function buildLayer(
  type: LayerType,
  options: Readonly<Record<string, unknown>>,
  inputShapes: readonly (readonly number[])[],
  mode: BuildContext['mode'],
  seed: readonly [number, number] = [7, 1],
): BuiltLayer {
  const inference = type.infer(options, inputShapes);
  if (isLayerProblem(inference)) throw new Error(`${inference.code}: ${inference.message}`);
  const variables = new Map(
    inference.weights.map(({ name, shape, trainable }): [string, Variable] => [
      name,
      { name, role: trainable ? 'weight' : 'statistic', dtype: 'float32', shape },
    ]),
  );
  const own = (name: string): Variable => {
    const found = variables.get(name);
    if (found === undefined) throw new Error(`${type.type} declares no weight ${name}`);
    return found;
  };
  const weightsRead = new Set<string>();
  const statisticUpdates: { name: string; value: Value; momentum: number }[] = [];
  const mixing: Value[] = [];
  let streams = 0;
  const context: BuildContext = {
    mode,
    weight: (name) => {
      weightsRead.add(name);
      return variable(own(name));
    },
    seed: constant({ dtype: 'int32', shape: [2], data: seed }),
    nextStream: () => streams++,
    mixTargets: (own) => mixing.push(own),
    updateStatistic: (name, value, momentum) => statisticUpdates.push({ name, value, momentum }),
  };
  const inputs = inputShapes.map((shape, index) =>
    placeholder({ name: `input${index}`, dtype: 'float32', shape: [BATCH, ...shape] }),
  );
  const output = type.build(options, inputs, context);
  return { inference, output, variables, weightsRead, statisticUpdates, streams, mixing };
}

/** Values of a built layer on given inputs and weights, by the reference engine. */
export function evaluateLayer(
  values: readonly Value[],
  inputs: readonly Tensor[],
  weights: Readonly<Record<string, Tensor>> = {},
): Tensor[] {
  return evaluate(values, Object.fromEntries(inputs.map((input, index) => [`input${index}`, input])), weights);
}
