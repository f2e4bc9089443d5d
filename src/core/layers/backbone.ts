import type { Backbone, BackboneLayer } from '../backbones/architecture.js';
import { backboneByName } from '../backbones/index.js';
import { nearest } from '../definition/nearest.js';
import type { OptionsOf } from '../definition/option.js';
import { GraphError } from '../graph/graph.js';
import { backboneOptions } from './backboneOptions.js';
import { inferParts, networkParts, preparingParts } from './backboneParts.js';
import { featureMapOf } from './featureMap.js';
import { defineLayer, type LayerInference, type LayerProblem, type SampleShape } from './layer.js';
import type { Trainable } from './trainable.js';

type BackboneOptions = OptionsOf<typeof backboneOptions>;

/**
 * A published network without its classifier, as one entry of a definition. It is a composite: plans have its parts in its
 * place, which bring the images to its size and scale first. Batch normalization in it always uses its stored statistics,
 * as Keras's guide to fine-tuning has it.
 */
export const backbone = defineLayer({
  type: 'backbone',
  description:
    'A network that was trained on millions of photographs, cut after one of its layers: what it sees is what the layers behind it learn from.',
  formula: 'y = network(resized and scaled x)',
  arity: 'one',
  options: backboneOptions,
  infer: inferBackbone,
  build: () => {
    throw new GraphError('a backbone is built from its parts');
  },
});

/** The layers of a network up to where it is cut; undefined for a network or a layer that there is not. */
export function backboneLayers(
  options: Pick<BackboneOptions, 'name' | 'alpha' | 'inputSize' | 'upTo'>,
): readonly BackboneLayer[] | undefined {
  const layers = backboneByName(options.name)?.layers(options);
  if (layers === undefined || options.upTo === undefined) return layers;
  const last = layers.findIndex(({ name }) => name === options.upTo);
  return last < 0 ? undefined : layers.slice(0, last + 1);
}

function inferBackbone(options: BackboneOptions, inputs: readonly SampleShape[]): LayerInference | LayerProblem {
  const network = backboneByName(options.name);
  if (network === undefined) throw new RangeError(`no network ${options.name}`);
  const input = featureMapOf('backbone', inputs);
  if ('code' in input) return input;
  if (input.channels !== 1 && input.channels !== 3)
    return {
      code: 'backbone-channels',
      message: `backbone takes grey images or colours red, green and blue, but its input has ${input.channels} channels. Put it first, right behind the images.`,
    };
  const problem = widthProblem(network, options);
  if (problem !== undefined) return problem;
  const layers = backboneLayers(options);
  if (layers === undefined) return unknownLayer(network.layers(options), options.upTo ?? '', options.name, 'upTo');
  const from = options.trainable === 'none' ? undefined : options.trainable.from;
  const first = layers.findIndex(({ name }) => name === from);
  if (from !== undefined && first < 0) {
    const isBehind = network.layers(options).some(({ name }) => name === from);
    return isBehind ? behindTheCut(from, layers) : unknownLayer(layers, from, options.name, 'trainable');
  }
  const trainableOf = (index: number): Trainable => (first >= 0 && index >= first ? 'fineTuning' : false);
  const preparing = preparingParts(network, input, options.inputSize);
  const parts = inferParts([...preparing, ...networkParts(layers, preparing.at(-1)?.name ?? '', trainableOf)], inputs);
  return 'code' in parts ? parts : whole(parts);
}

/** What a composite of these parts is as one layer. */
function whole(parts: NonNullable<LayerInference['parts']>): LayerInference {
  return {
    outputShape: parts.at(-1)?.outputShape ?? [],
    weights: parts.flatMap(({ name, weights }) =>
      weights.map((weight) => ({ ...weight, name: `${name}/${weight.name}` })),
    ),
    macs: parts.reduce((sum, part) => sum + part.macs, 0),
    parts,
  };
}

function widthProblem(network: Backbone, { alpha, weights }: BackboneOptions): LayerProblem | undefined {
  const { alphas, name, hasWidth } = network;
  const isPublished = alphas.includes(alpha);
  if (isPublished || (hasWidth && weights !== 'imagenet')) return undefined;
  const best = alphas.toSorted((a, b) => Math.abs(a - alpha) - Math.abs(b - alpha))[0] ?? 1;
  return {
    code: 'backbone-width',
    message: hasWidth
      ? `ImageNet weights of ${name} were published for the widths ${alphas.join(', ')}, not for ${alpha}.`
      : `${name} has one width: alpha must be 1, got ${alpha}.`,
    option: 'alpha',
    fix: { kind: 'setOption', title: `Set alpha to ${best}`, option: 'alpha', value: best },
  };
}

function unknownLayer(
  layers: readonly BackboneLayer[],
  given: string,
  network: string,
  option: 'upTo' | 'trainable',
): LayerProblem {
  const names = layers.map(({ name }) => name);
  const meant = nearest(given, names);
  const value = option === 'upTo' ? meant : { from: meant };
  return {
    code: 'unknown-backbone-layer',
    message: `${network} has no layer ${JSON.stringify(given)}.${meant === undefined ? ` Its last one is "${names.at(-1)}".` : ` Did you mean "${meant}"?`}`,
    option,
    ...(meant === undefined ? {} : { fix: { kind: 'setOption', title: `Change to "${meant}"`, option, value } }),
  };
}

function behindTheCut(from: string, layers: readonly BackboneLayer[]): LayerProblem {
  return {
    code: 'trainable-behind-cut',
    message: `"${from}" comes after "${layers.at(-1)?.name}", where this backbone is cut (upTo): nothing of it would be learned.`,
    option: 'trainable',
    fix: { kind: 'setOption', title: 'Set trainable to "none"', option: 'trainable', value: 'none' },
  };
}
