import type { AttributionRecord } from '../../src/core/difference/attributionRecord.js';

/** An attribution of two changes, as it is stored. */
export function attributionRecord(changes: Partial<AttributionRecord> = {}): AttributionRecord {
  return {
    schemaVersion: 2,
    id: '0123456789abcdef',
    time: Date.UTC(2031, 3, 5, 6, 7, 8),
    method: 'alone',
    first: { name: 'plain', hash: 'a'.repeat(64) },
    second: { name: 'rich', hash: 'b'.repeat(64) },
    seeds: [0, 1, 2],
    imageCount: 10_000,
    dataset: { name: 'Fashion-MNIST', checksum: 'c'.repeat(64) },
    engine: 'tensorflow',
    groups: [
      {
        label: 'dense: units 128 → 256',
        changes: [{ text: 'dense: units 128 → 256', firstLine: 5, secondLine: 6 }],
        reasons: [],
      },
      {
        label: 'dropout added',
        changes: [{ text: 'dropout added', firstLine: null, secondLine: 7 }],
        reasons: [],
      },
    ],
    nodes: [
      { applied: [], name: 'plain', accuracy: 0.87, runIds: ['r1', 'r2', 'r3'] },
      { applied: [0], name: 'plain + units', accuracy: 0.885, runIds: ['r4', 'r5', 'r6'] },
      { applied: [1], name: 'plain + dropout', accuracy: 0.872, runIds: ['r7', 'r8', 'r9'] },
      { applied: [0, 1], name: 'rich', accuracy: 0.89, runIds: ['r10', 'r11', 'r12'] },
    ],
    result: {
      total: { value: 0.02, interval: { low: 0.014, high: 0.026 } },
      steps: [
        { value: 0.015, interval: { low: 0.011, high: 0.019 } },
        { value: 0.002, interval: { low: -0.002, high: 0.006 } },
      ],
      interaction: { value: 0.003, interval: { low: -0.002, high: 0.008 } },
      covers: 'images-and-seeds',
      isInseparable: false,
    },
    ...changes,
  };
}

/** The same after it was cancelled in its first seed: one change has been measured, the other not, nor the whole. */
export function unfinishedRecord(): AttributionRecord {
  const whole = attributionRecord();
  const nodes = whole.nodes.map((node, place) =>
    place < 2 ? { ...node, runIds: node.runIds.slice(0, 1) } : { ...node, accuracy: null, runIds: [] },
  );
  const steps = [whole.result.steps[0] ?? null, null];
  return attributionRecord({
    seeds: [0],
    nodes,
    result: { total: null, steps, interaction: null, covers: 'images', isInseparable: false },
    asked: { groups: [], seeds: [0, 1, 2] },
    unfinished: { wanted: 12, trained: 2, failed: [{ name: 'plain + dropout', seed: 0, message: 'The loss is NaN.' }] },
  });
}
