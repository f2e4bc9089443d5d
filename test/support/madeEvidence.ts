import type { LayerEvidence, LayerProbe, LayerVotes } from '../../src/core/evidence/layerEvidence.js';

/** Evidence as a training stores it, of two convolutions and an output. */
export function madeEvidence(names: readonly string[] = ['conv2d', 'conv2d_1', 'dense']): LayerEvidence {
  const layers = names.map(
    (name, index): LayerProbe => ({
      name,
      after: names[index - 1] ?? null,
      units: 32,
      positions: index === names.length - 1 ? 1 : 196,
      accuracy: 0.5 + 0.1 * index,
      pairAccuracy: 0.6 + 0.1 * index,
      pairImages: 200,
      lost: 40 * index,
      gained: 90 * index,
      deadUnits: index === 0 ? 3 : 0,
      activationNorm: 0.5,
      gradientNorm: index === 1 ? null : 0.01,
      penalty: index === names.length - 1 ? null : 0.01,
    }),
  );
  return {
    version: 1,
    probeImages: 1000,
    votedImages: 10_000,
    pair: [0, 6],
    layers,
    durationMs: 900,
    trainingMs: 20_000,
  };
}

/** Votes of layers, a row for each layer. */
export function madeVotes(evidence: LayerEvidence, rows: readonly (readonly number[])[]): LayerVotes {
  return {
    layers: evidence.layers.map(({ name }) => name),
    count: rows[0]?.length ?? 0,
    votes: Uint16Array.from(rows.flat()),
  };
}
