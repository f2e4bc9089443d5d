import { describe, expect, it } from 'vitest';
import type { Engine, TensorData } from '../../src/core/engine.js';
import { evidenceLayers } from '../../src/core/evidence/evidenceLayers.js';
import { pooledNames } from '../../src/core/graph/buildEvidenceProgram.js';
import { randomStream } from '../../src/core/random.js';
import { EvidenceSession } from '../../src/core/training/evidenceSession.js';
import { initialWeights, ModelSession } from '../../src/core/training/modelSession.js';
import { loadModel } from '../support/loadModel.js';
import { realEngines } from '../support/realEngines.js';
import { referenceEngine } from '../support/referenceEngine.js';

const models = ['data/ann-relu.model.jsonc', 'test/fixtures/models/residual-cnn.model.jsonc'];
const COUNT = 3;
const random = randomStream(4, 'images');
const images = Uint8Array.from({ length: COUNT * 784 }, () => random.integer(256));
const labels = Int32Array.of(3, 0, 7);

async function look(engine: Engine, path: string) {
  const { plan } = loadModel(path);
  const session = await EvidenceSession.create(engine, plan, initialWeights(plan, 3));
  try {
    return {
      pooled: await session.pooled(images, COUNT),
      means: await session.means(images, COUNT),
      norms: await session.gradientNorms(images, labels),
    };
  } finally {
    session.dispose();
  }
}

const expected = new Map<string, ReturnType<typeof look>>();
const lookByReference = (path: string) => {
  const known = expected.get(path) ?? look(referenceEngine, path);
  expected.set(path, known);
  return known;
};

function expectClose(actual: TensorData | undefined, wanted: TensorData, name: string): void {
  expect(actual?.shape, name).toEqual(wanted.shape);
  const largest = Math.max(1e-3, ...Array.from(wanted.data, Math.abs));
  wanted.data.forEach((value, at) => {
    expect(Math.abs((actual?.data[at] ?? Number.NaN) - value) / largest, name).toBeLessThan(1e-4);
  });
}

for (const candidate of realEngines)
  describe(candidate.id, () => {
    it.each(models)('looks at the layers of %s like the reference', { timeout: 60_000 }, async (path) => {
      if ('skipped' in candidate) return;
      const [actual, wanted] = [await look(candidate.engine, path), await lookByReference(path)];
      expect(Object.keys(actual.pooled).sort()).toEqual(Object.keys(wanted.pooled).sort());
      for (const [name, tensor] of Object.entries(wanted.pooled)) expectClose(actual.pooled[name], tensor, name);
      for (const [name, tensor] of Object.entries(wanted.means)) expectClose(actual.means[name], tensor, name);
      expect([...actual.norms.keys()].sort()).toEqual([...wanted.norms.keys()].sort());
      for (const [layer, norm] of wanted.norms) {
        expect(norm, layer).toBeGreaterThan(0);
        expect(Math.abs((actual.norms.get(layer) ?? Number.NaN) / norm - 1), layer).toBeLessThan(1e-3);
      }
    });

    it('pools what the layers give', { timeout: 60_000 }, async (context) => {
      if ('skipped' in candidate) return context.skip(candidate.skipped);
      const { plan, recipe } = loadModel('test/fixtures/models/residual-cnn.model.jsonc');
      const layers = evidenceLayers(plan);
      const activations = layers.map(({ layer }) => layer.definition.name);
      const session = await ModelSession.create(candidate.engine, plan, recipe.optimizer, { activations });
      const { pooled } = await look(candidate.engine, 'test/fixtures/models/residual-cnn.model.jsonc');
      try {
        await session.initializeFrom(initialWeights(plan, 3));
        const outputs = await session.activations(images, COUNT);
        for (const { layer, units } of layers) {
          const { name } = layer.definition;
          const data = outputs[name]?.data ?? [];
          const positions = data.length / COUNT / units;
          for (const [image, unit] of [
            [0, 0],
            [2, units - 1],
          ] as const) {
            const values = Array.from(
              { length: positions },
              (_, at) => data[(image * positions + at) * units + unit] ?? Number.NaN,
            );
            const at = image * units + unit;
            expect(pooled[pooledNames.mean(name)]?.data[at]).toBeCloseTo(
              values.reduce((sum, value) => sum + value, 0) / positions,
              4,
            );
            if (layer.outputShape.length !== 3) continue;
            expect(pooled[pooledNames.highest(name)]?.data[at]).toBeCloseTo(Math.max(...values), 4);
            expect(pooled[pooledNames.lowest(name)]?.data[at]).toBeCloseTo(Math.min(...values), 4);
          }
        }
      } finally {
        session.dispose();
      }
    });
  });
