import { expect, it } from 'vitest';
import { BATCH, topologicalOrder } from '../../../src/core/graph/graph.js';
import { placeholder } from '../../../src/core/graph/ops/source.js';
import { trainingLoss } from '../../../src/core/graph/trainingLoss.js';
import { evaluate } from '../../support/referenceEngine.js';
import type { Tensor } from '../../support/referenceOps/tensor.js';

const logits = placeholder({ name: 'logits', dtype: 'float32', shape: [BATCH, 2] });
const labels = placeholder({ name: 'labels', dtype: 'int32', shape: [BATCH] });
const own = placeholder({ name: 'own', dtype: 'float32', shape: [BATCH] });

/** Two samples: probabilities ¼ and ¾, labels 0 and 1. */
const feeds: Record<string, Tensor> = {
  logits: { dtype: 'float32', shape: [2, 2], data: Float64Array.of(0, Math.log(3), 0, Math.log(3)) },
  labels: { dtype: 'int32', shape: [2], data: Float64Array.of(0, 1) },
  own: { dtype: 'float32', shape: [2], data: Float64Array.of(0.9, 0.6) },
};
const [low, high] = [-Math.log(0.25), -Math.log(0.75)];

function lossOf(settings: Parameters<typeof trainingLoss>[2]): number[] {
  return [...(evaluate([trainingLoss(logits, labels, settings)], feeds)[0] as Tensor).data];
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 10);
}

it('is the cross-entropy of the labels, of whole numbers, where nothing is smoothed or mixed', () => {
  expectClose(lossOf({ labelSmoothing: 0, mixing: [] }), [low, high]);
  const kinds = topologicalOrder([trainingLoss(logits, labels, { labelSmoothing: 0, mixing: [] }).node]);
  expect(kinds.map(({ op }) => op.kind)).not.toContain('oneHot');
});

it('spreads a part of each target over all classes, as Keras does', () => {
  // label · (1 − 0.2) + 0.2 / 2
  expectClose(lossOf({ labelSmoothing: 0.2, mixing: [] }), [0.9 * low + 0.1 * high, 0.1 * low + 0.9 * high]);
});

it('mixes each target with the one before it', () => {
  expectClose(lossOf({ labelSmoothing: 0, mixing: [own] }), [0.9 * low + 0.1 * high, 0.4 * low + 0.6 * high]);
  // Twice: 0.9 · (0.9, 0.1) + 0.1 · (0.4, 0.6), and 0.6 · (0.4, 0.6) + 0.4 · (0.9, 0.1).
  expectClose(lossOf({ labelSmoothing: 0, mixing: [own, own] }), [0.85 * low + 0.15 * high, 0.6 * low + 0.4 * high]);
});
