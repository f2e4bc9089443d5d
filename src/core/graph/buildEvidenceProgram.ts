import { evidenceLayers } from '../evidence/evidenceLayers.js';
import type { ModelPlan } from '../plan/plan.js';
import { type BuiltModel, buildModel, type ModelVariables, modelVariables } from './buildModel.js';
import { gradients } from './gradients.js';
import { BATCH, type Program, type Value, type Variable } from './graph.js';
import { add, scale, square, squareRoot } from './ops/elementwise.js';
import { softmaxCrossEntropy } from './ops/loss.js';
import { max, mean, sum } from './ops/reduce.js';
import { placeholder } from './ops/source.js';
import { writeState } from './stateSignatures.js';

/** A model's layers, to be looked at. */
export interface EvidenceProgram {
  readonly program: Program;
  /** In the plan's order. */
  readonly weights: readonly Variable[];
}

/** Names of what `pooled` gives of a layer, of which each holds `[b, units]`, but `square` `[b]`. */
export const pooledNames = {
  mean: (layer: string) => `mean/${layer}`,
  highest: (layer: string) => `highest/${layer}`,
  lowest: (layer: string) => `lowest/${layer}`,
  square: (layer: string) => `square/${layer}`,
} as const;

/**
 * Builds the program that gathers evidence at a plan's layers (`evidenceLayers`), apart from the training's: it can neither
 * change it nor cost it anything. Signatures:
 *
 * - `initialize`: feeds each weight by its name.
 * - `pooled`: images uint8 `[b, height, width, channels]` → of each layer, over the positions of feature maps, the mean, the
 *   highest and the lowest value of each unit, and the mean square of all; of vectors, `mean` is the vector, and that is all.
 * - `means`: the same, only the means: much cheaper.
 * - `gradientNorms`: images and labels int32 `[b]` → by layer the norm of the gradient of the mean loss with respect to its
 *   trained weights; only layers that have some. Absent where no layer has.
 */
export function buildEvidenceProgram(plan: ModelPlan): EvidenceProgram {
  const model = modelVariables(plan);
  const images = placeholder({ name: 'images', dtype: 'uint8', shape: [BATCH, ...plan.inputShape] });
  const built = buildModel(plan, model, images);
  const pooled = Object.fromEntries(
    evidenceLayers(plan).flatMap(({ layer: { definition } }) =>
      pooledOutputs(definition.name, built.layerOutput(definition.name)),
    ),
  );
  const means = Object.fromEntries(
    evidenceLayers(plan).map(({ layer: { definition } }) => {
      const name = pooledNames.mean(definition.name);
      return [name, pooled[name] as Value];
    }),
  );
  const norms = gradientNorms(plan, model, built);
  return {
    program: {
      variables: model.all,
      signatures: [
        writeState('initialize', model.all),
        { name: 'pooled', outputs: pooled, updates: [] },
        { name: 'means', outputs: means, updates: [] },
        ...(Object.keys(norms).length === 0 ? [] : [{ name: 'gradientNorms', outputs: norms, updates: [] }]),
      ],
    },
    weights: model.all,
  };
}

function pooledOutputs(name: string, output: Value): [string, Value][] {
  const { mean: named, highest, lowest, square: squared } = pooledNames;
  if (output.shape.length === 2) return [[named(name), output]];
  const axes = output.shape.slice(1, -1).map((_, position) => position + 1);
  const over = { axes, keepDimensions: false };
  const negated = scale(output, { factor: -1, offset: 0 });
  return [
    [named(name), mean(output, over)],
    [highest(name), max(output, over)],
    [lowest(name), scale(max(negated, over), { factor: -1, offset: 0 })],
    [squared(name), mean(square(output), { axes: [...axes, output.shape.length - 1], keepDimensions: false })],
  ];
}

function gradientNorms(plan: ModelPlan, model: ModelVariables, built: BuiltModel): Record<string, Value> {
  const labels = placeholder({ name: 'labels', dtype: 'int32', shape: [BATCH] });
  const trained = evidenceLayers(plan).flatMap(({ layer }) => {
    const { name } = layer.definition;
    const weights = layer.frozen
      ? []
      : layer.weights.flatMap((spec) => {
          const found = model.byName.get(`${name}/${spec.name}`);
          return spec.trainable && found !== undefined && built.reads.has(found) ? [found] : [];
        });
    return weights.length === 0 ? [] : [{ name, weights }];
  });
  if (trained.length === 0) return {};
  const loss = mean(softmaxCrossEntropy(built.logits, labels).loss, { axes: [0], keepDimensions: false });
  const found = gradients(
    loss,
    trained.flatMap(({ weights }) => weights.map((weight) => built.read(weight))),
  );
  let next = 0;
  return Object.fromEntries(
    trained.map(({ name, weights }) => {
      const squares = weights.map(() => {
        const gradient = found[next++] as Value;
        return sum(square(gradient), { axes: gradient.shape.map((_, axis) => axis), keepDimensions: false });
      });
      return [name, squareRoot(squares.reduce(add))];
    }),
  );
}
