import { describe, expect, it } from 'vitest';
import type { EvidenceLayer } from '../../../src/core/evidence/evidenceLayers.js';
import { evidenceLayers } from '../../../src/core/evidence/evidenceLayers.js';
import { NOT_ASKED } from '../../../src/core/evidence/layerEvidence.js';
import { type ProbedLayers, type ProbeOptions, probeLayers } from '../../../src/core/evidence/probeLayers.js';
import { pooledNames } from '../../../src/core/graph/buildEvidenceProgram.js';
import { randomStream } from '../../../src/core/random.js';
import { loadModel } from '../../support/loadModel.js';

const COUNT = 1400;
const random = randomStream(3, 'made');
const labels = Uint8Array.from({ length: COUNT }, () => random.integer(3));
/** Each image is its number, in two bytes. */
const images = Uint8Array.from({ length: COUNT * 2 }, (_, at) => (at % 2 === 0 ? (at >> 1) & 255 : at >> 9));
const all: EvidenceLayer[] = evidenceLayers(loadModel('data/ann-relu.model.jsonc').plan).map((layer, index) => ({
  ...layer,
  units: [4, 5, 3][index] ?? 1,
}));
const noise = Float32Array.from({ length: COUNT * 4 }, () => random.normal());

/** The first layer knows nothing, the second nearly everything but which of 0 and 1; its last unit is dead. */
const session: ProbedLayers & { calls: number } = {
  calls: 0,
  async pooled(pixels, count) {
    session.calls += 1;
    const numbers = Array.from(
      { length: count },
      (_, row) => (pixels[2 * row] ?? 0) + 256 * (pixels[2 * row + 1] ?? 0),
    );
    const first = numbers.flatMap((image) => Array.from(noise.subarray(image * 4, image * 4 + 4)));
    const second = numbers.flatMap((image) => [Number((labels[image] ?? 0) === 2), noise[image * 4] ?? 0, 1, 0, 0]);
    const tensor = (data: number[], units: number) => ({
      dtype: 'float32' as const,
      shape: [count, units],
      data: Float32Array.from(data),
    });
    return {
      [pooledNames.mean('dense')]: tensor(first, 4),
      [pooledNames.mean('dense_1')]: tensor(second, 5),
      [pooledNames.mean('dense_2')]: tensor(Array(count * 3).fill(0.5), 3),
    };
  },
  means: (pixels, count) => session.pooled(pixels, count),
  gradientNorms: async () => new Map([['dense', 0.25]]),
};

const options = (more: Partial<ProbeOptions> = {}): ProbeOptions => ({
  session,
  layers: all,
  test: { count: COUNT, images, labels },
  classCount: 3,
  probabilities: Float32Array.from({ length: COUNT * 3 }, (_, at) => Number(labels[Math.floor(at / 3)] === at % 3)),
  pair: [0, 2],
  batch: 100,
  elapsed: () => 0,
  limitMs: Number.POSITIVE_INFINITY,
  breathe: async () => undefined,
  ...more,
});

async function found(more: Partial<ProbeOptions> = {}) {
  const outcome = await probeLayers(options(more));
  if ('skipped' in outcome) throw new Error(outcome.skipped);
  return outcome;
}

describe('evidence at layers', () => {
  it('says what each layer knows, of all test images', async () => {
    const { evidence, votes } = await found();
    const [first, second, output] = evidence.layers;
    expect(evidence).toMatchObject({ probeImages: 1000, votedImages: COUNT, pair: [0, 2] });
    expect(first?.accuracy).toBeGreaterThan(0.25);
    expect(first?.accuracy).toBeLessThan(0.42);
    expect(second?.accuracy).toBeGreaterThan(0.6);
    expect(second).toMatchObject({ pairAccuracy: 1, deadUnits: 3, after: 'dense', gradientNorm: null });
    expect(first).toMatchObject({ deadUnits: 0, after: null, gradientNorm: 0.25 });
    expect(second?.pairImages).toBe(labels.filter((label) => label !== 1).length);
    expect(output).toMatchObject({ accuracy: 1, pairAccuracy: 1, deadUnits: 3, activationNorm: 0.5, penalty: null });
    expect(votes.votes).not.toContain(NOT_ASKED);
    const own = votes.votes.subarray(COUNT, 2 * COUNT);
    expect(own.filter((vote, image) => vote === labels[image]).length / COUNT).toBe(second?.accuracy);
  });

  it('is the same each time', async () => {
    expect(await found()).toEqual(await found({ batch: 37 }));
  });

  it('takes fewer images, then no others, then nothing, where there is less time', async () => {
    // A clock that only the forward pass moves: a millisecond a call.
    const limited = async (limitMs: number) => {
      session.calls = 0;
      return probeLayers(options({ limitMs, batch: 10, elapsed: () => session.calls }));
    };
    const half = await limited(110);
    expect(half).toMatchObject({ evidence: { probeImages: 500, votedImages: 500 } });
    const outcome = await limited(200);
    expect(outcome).toMatchObject({ evidence: { probeImages: 1000 } });
    expect('votes' in half && half.votes.votes.filter((vote) => vote === NOT_ASKED).length).toBe(900 * 3);
    expect(await limited(20)).toMatchObject({ skipped: expect.stringContaining('so short') });
    expect(session.calls).toBeLessThan(20);
  });

  it('has no probe for a layer that gives no numbers, and goes on', async () => {
    const broken: ProbedLayers = {
      ...session,
      async pooled(pixels, count) {
        const outputs = await session.pooled(pixels, count);
        outputs[pooledNames.mean('dense')]?.data.fill(Number.NaN);
        return outputs;
      },
    };
    const { evidence } = await found({ session: broken });
    expect(evidence.layers[0]).toMatchObject({ accuracy: null, activationNorm: null, note: expect.any(String) });
    expect(evidence.layers[1]?.accuracy).toBeGreaterThan(0.6);
  });

  it('ends when it is no longer wanted', async () => {
    const breathe = async () => Promise.reject(new Error('stopped'));
    await expect(probeLayers(options({ breathe }))).rejects.toThrow('stopped');
  });

  it('does without test images', async () => {
    const empty = { count: 0, images: new Uint8Array(0), labels: new Uint8Array(0) };
    expect(await probeLayers(options({ test: empty }))).toHaveProperty('skipped');
  });
});
