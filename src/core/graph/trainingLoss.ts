import { BATCH, type Value } from './graph.js';
import { add, multiply, scale } from './ops/elementwise.js';
import { softmaxCrossEntropy } from './ops/loss.js';
import { reshape } from './ops/shape.js';
import { oneHot, rollBatch, softTargetCrossEntropy } from './ops/softTargets.js';

/** What makes a training's targets other than the labels. */
export interface TargetSettings {
  /** What each target gives away to all classes alike, 0..1 without 1: Keras's `label_smoothing`. */
  readonly labelSmoothing: number;
  /** For each mixup in the model, in order: each sample's own weight in its mixture with the one before it, `[batch]`. */
  readonly mixing: readonly Value[];
}

/** Cross-entropy of each sample `[batch]` that a training minimizes. Without smoothing and mixing, that of the labels. */
export function trainingLoss(logits: Value, labels: Value, { labelSmoothing, mixing }: TargetSettings): Value {
  if (labelSmoothing === 0 && mixing.length === 0) return softmaxCrossEntropy(logits, labels).loss;
  const classes = logits.shape[1] ?? 1;
  const off = labelSmoothing / classes;
  let targets = oneHot(labels, { classes, on: 1 - labelSmoothing + off, off });
  for (const own of mixing) {
    const weight = reshape(own, { shape: [BATCH, 1] });
    const other = multiply(rollBatch(targets, { shift: 1 }), scale(weight, { factor: -1, offset: 1 }));
    targets = add(multiply(targets, weight), other);
  }
  return softTargetCrossEntropy(logits, targets).loss;
}
