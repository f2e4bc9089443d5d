import type { LayerProblem, SampleShape } from './layer.js';

/** An image inside a model, as the layers with a two-dimensional window see it. */
export interface FeatureMap {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A shape as it appears in a message: `[28, 28, 1]`. */
export function shownShape(shape: SampleShape): string {
  return `[${shape.join(', ')}]`;
}

/** Number of elements of a sample. */
export function sampleSize(shape: SampleShape): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** The only input of a layer with arity `one`; the planner sees to it that there is one. */
export function onlyShape(inputs: readonly SampleShape[]): SampleShape {
  const [shape] = inputs;
  if (shape === undefined || inputs.length !== 1) throw new RangeError(`expected one input, got ${inputs.length}`);
  return shape;
}

/** Reads `[height, width, channels]`, or says what `layer` needs instead of the shape it got. */
export function featureMapOf(layer: string, inputs: readonly SampleShape[]): FeatureMap | LayerProblem {
  const shape = onlyShape(inputs);
  const [height, width, channels] = shape;
  if (shape.length === 3 && height !== undefined && width !== undefined && channels !== undefined)
    return { height, width, channels };
  const message = `${layer} works on images [height, width, channels], but its input is ${shownShape(shape)}.`;
  if (shape.length !== 2) return { code: 'needs-image', message: `${message} Put it before flatten or pooling.` };
  return {
    code: 'needs-image',
    message: `${message} Give it a channel first.`,
    fix: {
      kind: 'insertBefore',
      title: `Insert a reshape to ${shownShape([...shape, 1])}`,
      layer: { type: 'reshape', targetShape: [...shape, 1] },
    },
  };
}
