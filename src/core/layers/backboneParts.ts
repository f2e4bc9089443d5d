import type { Backbone, BackboneLayer } from '../backbones/architecture.js';
import { readOptions } from '../definition/options.js';
import { activation } from './activation.js';
import { add } from './add.js';
import { batchNormalization } from './batchNormalization.js';
import { concatenate } from './concatenate.js';
import { conv2d } from './conv2d.js';
import { depthwiseConv2d } from './depthwiseConv2d.js';
import type { FeatureMap } from './featureMap.js';
import { imageNetMeans } from './imageNetMeans.js';
import { isLayerProblem, type LayerPart, type LayerProblem, type LayerType, type SampleShape } from './layer.js';
import { maxPooling2d } from './maxPooling2d.js';
import { rescale } from './rescale.js';
import { resize } from './resize.js';
import type { Trainable } from './trainable.js';
import { zeroPadding2d } from './zeroPadding2d.js';

/** The types that published networks are made of. */
const types: readonly LayerType[] = [
  activation,
  add,
  batchNormalization,
  conv2d,
  depthwiseConv2d,
  maxPooling2d,
  zeroPadding2d,
];

/** A part before its shapes are known. */
type Part = Pick<LayerPart, 'name' | 'type' | 'options' | 'from'>;

/** What brings images into the size, the colours and the scale that a network was trained on. */
export function preparingParts({ scaling }: Backbone, input: FeatureMap, inputSize: number): readonly Part[] {
  const parts: Part[] = [];
  const push = (name: string, type: LayerType, written: Readonly<Record<string, unknown>>, copies = 1) => {
    const before = parts.at(-1)?.name;
    const from = before === undefined ? [] : new Array<string>(copies).fill(before);
    parts.push({ name, type, options: allOptions(type, written), from });
  };
  // First what is cheap on one channel.
  if (input.height !== inputSize || input.width !== inputSize)
    push('resized', resize, { height: inputSize, width: inputSize });
  const scale = scaling === 'symmetric' ? { scale: 1 / 127.5, offset: -1 } : { scale: 1 };
  push('scaled', rescale, scale);
  if (input.channels === 1) push('coloured', concatenate, {}, 3);
  if (scaling === 'imageNetMeans') push('centred', imageNetMeans, {});
  return parts;
}

/** The network's own layers; `trainableOf` says what is learned of each. */
export function networkParts(
  layers: readonly BackboneLayer[],
  source: string,
  trainableOf: (index: number) => Trainable,
): readonly Part[] {
  return layers.map(({ name, type: typeName, options, from }, index) => {
    const type = types.find((candidate) => candidate.type === typeName);
    if (type === undefined) throw new RangeError(`no part of a network is of type ${typeName}`);
    const trainable = 'trainable' in type.options ? { trainable: trainableOf(index) } : {};
    return {
      name,
      type,
      options: allOptions(type, { ...options, ...trainable }),
      from: from.length === 0 ? [source] : from,
    };
  });
}

/** Gives each part its shapes and weights, or tells the first that cannot work. */
export function inferParts(
  parts: readonly Part[],
  inputs: readonly SampleShape[],
): readonly LayerPart[] | LayerProblem {
  const shapes = new Map<string, SampleShape>();
  const inferred: LayerPart[] = [];
  for (const part of parts) {
    const inputShapes = part.from.length === 0 ? inputs : part.from.map((name) => shapes.get(name) ?? []);
    const answer = part.type.infer(part.options, inputShapes);
    if (isLayerProblem(answer)) return answer;
    shapes.set(part.name, answer.outputShape);
    inferred.push({ ...part, inputShapes, ...answer });
  }
  return inferred;
}

function allOptions(type: LayerType, written: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const complaints: string[] = [];
  const read = readOptions(type.options, written, [], ({ message }) => complaints.push(message), []);
  if (read === undefined) throw new RangeError(`${type.type}: ${complaints.join(' ')}`);
  return read;
}
