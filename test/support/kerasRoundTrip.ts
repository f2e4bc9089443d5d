import { parseModel } from '../../src/core/definition/parseModel.js';
import { importKeras } from '../../src/core/interop/keras/importKeras.js';
import type { ModelPlan, PlannedLayer } from '../../src/core/plan/plan.js';
import { planModel } from '../../src/core/plan/planModel.js';
import { layersInModel } from '../../src/interop/keras/kerasModel.js';

/** A layer as it must come back: all that decides what it computes and how it is trained, whatever it is called. */
interface ComparedLayer {
  readonly type: string;
  /** Places of the layers that it reads, among the compared. */
  readonly from: readonly number[];
  readonly outputShape: readonly number[];
  readonly weights: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** What of a plan is other in the definition that its model in Keras is imported as; nothing where all came back. */
export function kerasRoundTrip(plan: ModelPlan, json: string): readonly string[] {
  const { value, problems } = importKeras(json);
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  if (value === undefined) return errors.length === 0 ? ['no definition'] : errors;
  const { value: definition } = parseModel(value.text);
  const target = { inputShape: plan.inputShape, classCount: plan.classCount };
  const imported = definition && planModel(definition, target).plan;
  if (imported === undefined) return ['the definition has no plan'];
  const [before, after] = [compared(layersInModel(plan)), compared(imported.layers)];
  const different = before.flatMap((layer, index) => {
    const [was, is] = [JSON.stringify(layer), JSON.stringify(after[index])];
    return was === is ? [] : [`layer ${index}: ${was} came back as ${is}`];
  });
  return after.length === before.length ? different : [...different, `${before.length} layers, then ${after.length}`];
}

function compared(layers: readonly PlannedLayer[]): readonly ComparedLayer[] {
  const places = new Map(layers.map(({ definition }, index) => [definition.name, index]));
  return layers.map(({ definition, outputShape, weights, inputShapes }) => {
    const { type, options, from } = definition;
    const shared = {
      from: from.map((name) => places.get(name) ?? -1),
      outputShape,
      weights: weights.map(({ name, shape }) => `${name} ${shape.join(' × ')}`),
    };
    // Keras has no such layer: a 1 × 1 convolution stands for the colours that VGG16 knows.
    if (type.type === 'imageNetMeans') {
      const channels = inputShapes[0]?.at(-1) ?? 3;
      const kernel = [`kernel 1 × 1 × ${channels} × ${channels}`, `bias ${channels}`];
      return { ...shared, type: 'conv2d', weights: kernel, options: {} };
    }
    const isColours = type.type === 'conv2d' && options.filters === 3 && options.trainable === false;
    return { ...shared, type: type.type, options: isColours ? {} : optionsOf(type.type, options) };
  });
}

/** Options by which two layers could differ; what is said in two ways is said in one. */
function optionsOf(type: string, options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (type === 'input') return {};
  const { alpha, strides, trainable, ...others } = options;
  const usual = { leakyRelu: 0.2, elu: 1 }[String(options.activation)];
  return {
    ...Object.fromEntries(Object.entries(others).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    ...(type === 'activation' ? { alpha: alpha ?? usual } : {}),
    strides: strides ?? options.poolSize,
    // Layers for a second phase begin frozen, which is all that Keras knows of it.
    ...(trainable === undefined ? {} : { trainable: trainable === true }),
  };
}
