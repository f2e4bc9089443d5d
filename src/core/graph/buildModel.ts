import type { BuildContext } from '../layers/layer.js';
import type { ModelPlan, PlannedLayer } from '../plan/plan.js';
import { buildFolded, type FoldablePair, foldablePairs } from './foldNormalization.js';
import { GraphError, type GraphNode, type Value, type Variable } from './graph.js';
import type { ActivationAttributes } from './ops/activation.js';
import { absolute, add, scale, square } from './ops/elementwise.js';
import { sum } from './ops/reduce.js';
import { cast } from './ops/shape.js';
import { constant, variable } from './ops/source.js';
import { moveAverage } from './ops/update.js';

/** The variables of a model, shared by all graphs built from its plan. */
export interface ModelVariables {
  /** Weights and statistics in the plan's order. */
  readonly all: readonly Variable[];
  readonly trainable: readonly Variable[];
  /** By `<layer>/<weight>`. */
  readonly byName: ReadonlyMap<string, Variable>;
}

/** One pass from images to probabilities. */
export interface BuiltModel {
  /** What the last layer gives: probabilities `[batch, classes]`. */
  readonly output: Value;
  /** The input of the closing softmax. @throws GraphError where there is none: a part of a model may end otherwise. */
  readonly logits: Value;
  /** Sum of the weights' L1 and L2 penalties, if any layer has one. */
  readonly penalty?: Value;
  /** For each mixup, in order, each sample's own weight in its mixture; empty in inference. */
  readonly mixing: readonly Value[];
  /** Updates of running statistics; empty in inference. */
  readonly statisticUpdates: readonly GraphNode[];
  /** Variables that the pass reads. */
  readonly reads: ReadonlySet<Variable>;
  /** The one read of a variable, with respect to which gradients are taken. */
  read(weight: Variable): Value;
  layerOutput(name: string): Value;
}

/** Declares the variables of a plan, named `<layer>/<weight>`. */
export function modelVariables(plan: ModelPlan): ModelVariables {
  const all: Variable[] = [];
  for (const layer of plan.layers)
    for (const weight of layer.weights)
      all.push({
        name: `${layer.definition.name}/${weight.name}`,
        role: weight.trainable ? 'weight' : 'statistic',
        dtype: 'float32',
        shape: weight.shape,
      });
  return {
    all,
    trainable: all.filter((item) => item.role === 'weight'),
    byName: new Map(all.map((item) => [item.name, item])),
  };
}

/**
 * Emits the ops of a plan on a batch of images (uint8 `[batch, height, width, channels]`), or of what else its input
 * layer stands for (float32). With `training`, dropout drops and batch norm uses the batch's statistics; `seed` is int32 `[2]`. Frozen
 * convolutions and their normalizations are computed as one, unless `foldsNormalization` is false.
 */
export function buildModel(
  plan: ModelPlan,
  variables: ModelVariables,
  images: Value,
  training?: { readonly seed: Value },
  { foldsNormalization = true }: { readonly foldsNormalization?: boolean } = {},
): BuiltModel {
  const outputs = new Map<string, Value>();
  const reads = new Map<Variable, Value>();
  const statisticUpdates: GraphNode[] = [];
  const mixing: Value[] = [];
  let streams = 0;

  const read = (weight: Variable): Value => {
    const known = reads.get(weight);
    if (known !== undefined) return known;
    const value = variable(weight);
    reads.set(weight, value);
    return value;
  };
  const outputNamed = (name: string): Value => {
    const output = outputs.get(name);
    if (output === undefined) throw new GraphError(`no layer ${name} before the one that reads it`);
    return output;
  };
  const contextOf = (layer: PlannedLayer): BuildContext => {
    const own = (name: string): Variable => {
      const found = variables.byName.get(`${layer.definition.name}/${name}`);
      if (found === undefined) throw new GraphError(`layer ${layer.definition.name} has no weight ${name}`);
      return found;
    };
    return {
      // The parts of a backbone keep the statistics that they were published with, even while they are fine-tuned.
      mode: training === undefined || layer.frozen || layer.partOf !== undefined ? 'inference' : 'training',
      weight: (name) => read(own(name)),
      seed: training?.seed ?? constant({ dtype: 'int32', shape: [2], data: [0, 0] }),
      nextStream: () => streams++,
      mixTargets: (own) => mixing.push(own),
      updateStatistic: (name, value, momentum) => {
        if (training !== undefined) statisticUpdates.push(moveAverage(value, { variable: own(name), momentum }));
      },
    };
  };

  const folded: ReadonlyMap<string, FoldablePair> = foldsNormalization ? foldablePairs(plan.layers) : new Map();
  for (const layer of plan.layers) {
    const { definition } = layer;
    const pair = folded.get(definition.name);
    const inputs = definition.type.arity === 'none' ? [asNumbers(images)] : definition.from.map(outputNamed);
    const output =
      pair === undefined
        ? definition.type.build(definition.options, inputs, contextOf(layer))
        : buildFolded(pair, pair.convolution.definition.from.map(outputNamed), contextOf);
    outputs.set(definition.name, output);
  }
  const last = plan.layers[plan.layers.length - 1];
  if (last === undefined) throw new GraphError('a model needs layers');
  const output = outputNamed(last.definition.name);
  const penalty = totalPenalty(plan, variables, read);
  return {
    output,
    get logits() {
      return logitsOf(output);
    },
    ...(penalty === undefined ? {} : { penalty }),
    mixing,
    statisticUpdates,
    reads: new Set(reads.keys()),
    read,
    layerOutput: outputNamed,
  };
}

function asNumbers(x: Value): Value {
  return x.dtype === 'float32' ? x : cast(x, { dtype: 'float32' });
}

/** Cross-entropy works on what the closing softmax got: exact where a probability would round to 0. */
function logitsOf(output: Value): Value {
  const { node } = output;
  const input = node.inputs[0];
  if (node.op.kind !== 'activation' || (node.attributes as ActivationAttributes).function !== 'softmax' || !input)
    throw new GraphError('the last layer must end in softmax');
  return input;
}

function totalPenalty(
  plan: ModelPlan,
  variables: ModelVariables,
  read: (weight: Variable) => Value,
): Value | undefined {
  const terms: Value[] = [];
  // As in Keras, weights that are not learned are not punished for their size.
  for (const layer of plan.layers.filter((candidate) => !candidate.frozen))
    for (const spec of layer.weights) {
      const weight = variables.byName.get(`${layer.definition.name}/${spec.name}`);
      if (spec.regularizer === undefined || weight === undefined) continue;
      const value = read(weight);
      const axes = weight.shape.map((_, axis) => axis);
      const { l1, l2 } = spec.regularizer;
      if (l1 !== 0) terms.push(scale(sum(absolute(value), { axes, keepDimensions: false }), { factor: l1, offset: 0 }));
      if (l2 !== 0) terms.push(scale(sum(square(value), { axes, keepDimensions: false }), { factor: l2, offset: 0 }));
    }
  return terms.length === 0 ? undefined : terms.reduce(add);
}
