import type { ModelPlan, PlannedLayer } from '../plan/plan.js';

/** A layer of which it can be shown where in the image its outputs speak for a class. */
export interface MapLayer {
  /** As in the definition; a part of a backbone: `backbone › conv1`. */
  readonly name: string;
  readonly type: string;
  /** Of its output. */
  readonly height: number;
  readonly width: number;
  readonly isConvolution: boolean;
}

const convolutions = ['conv2d', 'depthwiseConv2d', 'separableConv2d'];
/** What belongs to the convolution before it: the next layer reads what these make of it. */
const finishing = ['batchNormalization', 'layerNormalization', 'activation', 'add', 'spatialDropout2d', 'dropout'];

/** Whether any of a run's layers has a class activation map. */
export function hasMapLayers(layers: readonly { readonly type: string }[]): boolean {
  return layers.some(({ type }) => type === 'backbone' || convolutions.includes(type));
}

/**
 * The layers of a plan that have a class activation map: convolutions and what comes after one, as long as there are rows and
 * columns, and the output depends on it. In the plan's order.
 */
export function mapLayers(plan: Pick<ModelPlan, 'layers'>): MapLayer[] {
  const needed = neededForOutput(plan.layers);
  const convolved = new Set<string>();
  return plan.layers.flatMap(({ definition: { name, type, from }, outputShape }) => {
    const isConvolution = convolutions.includes(type.type);
    if (!isConvolution && !from.some((input) => convolved.has(input))) return [];
    convolved.add(name);
    const [height = 1, width = 1, channels] = outputShape;
    if (channels === undefined || height * width < 2 || !needed.has(name)) return [];
    return [{ name, type: type.type, height, width, isConvolution }];
  });
}

/**
 * The layer that is shown unless another is asked for: the last convolution or, where normalization, activation or a sum with
 * a shortcut follow it at the same size, the last of those, as Selvaraju et al. and Keras's example take them.
 */
export function usualMapLayer(layers: readonly MapLayer[]): MapLayer | undefined {
  const last = layers.findLastIndex(({ isConvolution }) => isConvolution);
  const convolution = layers[last];
  if (convolution === undefined) return undefined;
  const following = layers.slice(last + 1);
  const end = following.findIndex(
    ({ type, height, width }) =>
      !finishing.includes(type) || height !== convolution.height || width !== convolution.width,
  );
  return (end < 0 ? following : following.slice(0, end)).at(-1) ?? convolution;
}

/**
 * Name of the layer whose output is the model's last description of an image before its classes: what the last layer with
 * weights reads. Undefined where nothing has weights.
 */
export function penultimateLayer({ layers }: Pick<ModelPlan, 'layers'>): string | undefined {
  return layers.findLast(({ weights }) => weights.length > 0)?.definition.from[0];
}

function neededForOutput(layers: readonly PlannedLayer[]): Set<string> {
  const needed = new Set<string>();
  const output = layers.at(-1)?.definition.name;
  if (output !== undefined) needed.add(output);
  for (const { definition } of layers.toReversed())
    if (needed.has(definition.name)) for (const name of definition.from) needed.add(name);
  return needed;
}
