import type { ModelPlan, PlannedLayer } from '../plan/plan.js';
import { feedNames } from './buildProgram.js';
import { BATCH, GraphError, type Program, type Value } from './graph.js';
import { scale } from './ops/elementwise.js';
import { cast } from './ops/shape.js';
import { placeholder } from './ops/source.js';

/** What the layers at a model's beginning do to its images in training, as a program of its own. */
export interface AugmentationProgram {
  /** Signature `augment`: images uint8 and seed int32 `[2]` → `images` float32 of the same shape, 0..255 again. */
  readonly program: Program;
  /** The layers that change images at random, by name, in order. */
  readonly layers: readonly string[];
}

/**
 * The augmentation of a plan: all that it does before its first layer that computes, with the random numbers of its training.
 * What it rescales meanwhile is taken back. Undefined where no layer there changes images at random.
 */
export function augmentationProgram(plan: ModelPlan): AugmentationProgram | undefined {
  const chain = augmentingChain(plan);
  const layers = chain
    .filter(({ definition }) => definition.type.randomInTraining)
    .map(({ definition }) => definition.name);
  if (layers.length === 0) return undefined;
  const images = placeholder({ name: feedNames.images, dtype: 'uint8', shape: [BATCH, ...plan.inputShape] });
  const seed = placeholder({ name: feedNames.seed, dtype: 'int32', shape: [2] });
  let value: Value = cast(images, { dtype: 'float32' });
  let streams = 0;
  let [factor, offset] = [1, 0];
  for (const { definition } of chain) {
    const { type, options } = definition;
    value = type.build(options, [value], {
      mode: 'training',
      seed,
      nextStream: () => streams++,
      mixTargets: () => undefined,
      weight: (name) => {
        throw new GraphError(`${definition.name} has a weight ${name}`);
      },
      updateStatistic: () => undefined,
    });
    if (type.type !== 'rescale') continue;
    factor *= Number(options.scale);
    offset = offset * Number(options.scale) + Number(options.offset);
  }
  const restored = scale(value, { factor: 1 / factor, offset: -offset / factor });
  const outputs = { images: restored };
  return { program: { variables: [], signatures: [{ name: 'augment', outputs, updates: [] }] }, layers };
}

/** The layers from the first one behind the input on that only rescale or change images at random, each reading the one before. */
function augmentingChain({ layers }: ModelPlan): readonly PlannedLayer[] {
  const [input, ...others] = layers;
  let last = input?.definition.name;
  const end = others.findIndex(({ definition: { type, options, from, name } }) => {
    const isRescale = type.type === 'rescale' && options.scale !== 0;
    if (from.length !== 1 || from[0] !== last || !(isRescale || type.randomInTraining)) return true;
    last = name;
    return false;
  });
  return end < 0 ? others : others.slice(0, end);
}
