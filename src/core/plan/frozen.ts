import type { ModelPlan, PlannedLayer } from './plan.js';

/** The layer with none of its weights learned. A layer without weights of its own stays as it is. */
export function frozen(layer: PlannedLayer): PlannedLayer {
  if (layer.weights.length === 0) return layer;
  return { ...layer, weights: layer.weights.map((weight) => ({ ...weight, trainable: false })), frozen: true };
}

/** True where some layer is learned only in the fine-tuning phase. */
export function hasFineTuning(layers: readonly PlannedLayer[]): boolean {
  return layers.some(isForFineTuning);
}

/** The plan of a training's first phase, in which the layers that are for fine-tuning are frozen. */
export function headPhasePlan(plan: ModelPlan): ModelPlan {
  return { ...plan, layers: plan.layers.map((layer) => (isForFineTuning(layer) ? frozen(layer) : layer)) };
}

function isForFineTuning({ definition, weights }: PlannedLayer): boolean {
  return definition.options.trainable === 'fineTuning' && weights.length > 0;
}
