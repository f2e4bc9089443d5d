import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Dataset, LabelledImages } from '../../../src/core/dataset.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { evidenceLayers } from '../../../src/core/evidence/evidenceLayers.js';
import { probeLayers } from '../../../src/core/evidence/probeLayers.js';
import type { ModelPlan } from '../../../src/core/plan/plan.js';
import { planModel } from '../../../src/core/plan/planModel.js';
import { randomStream } from '../../../src/core/random.js';
import { reduceRunEvents } from '../../../src/core/run/state.js';
import { EvidenceSession } from '../../../src/core/training/evidenceSession.js';
import { ModelSession, type VariableValues } from '../../../src/core/training/modelSession.js';
import { splitDataset } from '../../../src/core/training/split.js';
import { train } from '../../../src/core/training/train.js';
import type { TrainingCheckpoint } from '../../../src/core/training/trainingCheckpoint.js';
import type { TrainingEnvironment, TrainingEvent } from '../../../src/core/training/trainingOptions.js';
import { annText, cnnText } from '../../support/faultRuns.js';
import { realEngines } from '../../support/realEngines.js';

const SEED = 3;
const classNames = ['a', 'b', 'c'];

function images(count: number, stream: string): LabelledImages {
  const random = randomStream(SEED, stream);
  const labels = Uint8Array.from({ length: count }, () => random.integer(3));
  const pixels = Uint8Array.from({ length: count * 12 * 12 }, (_, i) => {
    return random.integer(60) + 60 * (labels[Math.floor(i / 144)] ?? 0);
  });
  return { count, images: pixels, labels };
}

const dataset: Dataset = {
  id: 'noise',
  name: 'Noise',
  source: { kind: 'folder', location: '/', isSample: false },
  classNames,
  imageShape: [12, 12, 1],
  train: images(150, 'train'),
  test: images(40, 'test'),
  checksum: '',
};

const calmClock: TrainingEnvironment = {
  now: () => 1_000,
  elapsed: () => 0,
  breathe: async () => undefined,
  signal: { aborted: false },
};

interface Told {
  readonly events: readonly TrainingEvent[];
  readonly hash: string;
  readonly predictions: string;
  readonly checkpoints: readonly TrainingCheckpoint[];
}

interface Changes {
  readonly environment?: Partial<TrainingEnvironment>;
  readonly resumeFrom?: TrainingCheckpoint;
  /** Gets the session before the training begins. */
  meddle?(session: ModelSession, all: Int32Array, plan: ModelPlan): void;
}

const sha256 = (...parts: readonly Float32Array[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};
const hashWeights = (weights: VariableValues) =>
  sha256(...Object.values(weights).map(({ data }) => data as Float32Array));

async function trainOn(
  engine: Parameters<typeof ModelSession.create>[0],
  text: string,
  { environment = {}, resumeFrom, meddle }: Changes = {},
): Promise<Told> {
  const { value } = parseModel(text);
  if (value === undefined) throw new Error('the definition has errors');
  const { plan } = planModel(value, { inputShape: dataset.imageShape, classCount: 3 });
  if (plan === undefined) throw new Error('the definition cannot be planned');
  const { recipe } = value;
  const split = splitDataset({ train: 150, test: 40 }, { seed: SEED, validationSplit: 0.2 });
  const session = await ModelSession.create(engine, plan, recipe.optimizer, { activations: ['dense'] });
  try {
    if (resumeFrom === undefined) await session.initialize(SEED);
    await session.loadDataset(dataset);
    meddle?.(session, split.test, plan);
    const events: TrainingEvent[] = [];
    const checkpoints: TrainingCheckpoint[] = [];
    let final: VariableValues = {};
    let predictions = '';
    const sink = {
      saveWeights: async (weights: VariableValues) => {
        final = weights;
      },
      savePredictions: async (probabilities: Float32Array) => {
        predictions = sha256(probabilities);
      },
      saveCheckpoint: async (checkpoint: TrainingCheckpoint) => {
        checkpoints.push(checkpoint);
      },
      hashWeights,
    };
    const loop = { session, recipe, seed: SEED, split, classCount: 3, testLabels: dataset.test.labels, sink };
    const options = { ...loop, environment: { ...calmClock, ...environment } };
    for await (const event of train({ ...options, ...(resumeFrom === undefined ? {} : { resumeFrom }) }))
      events.push(event);
    return { events, hash: hashWeights(final), predictions, checkpoints };
  } finally {
    session.dispose();
  }
}

const lasting = (events: readonly TrainingEvent[]) => events.filter(({ type }) => type !== 'batchesTrained');
const timeless = (events: readonly TrainingEvent[]) =>
  lasting(events).map((event) =>
    JSON.parse(JSON.stringify(event, (key, value) => (/^time$|durationMs$/i.test(key) ? undefined : value))),
  );

describe.each(realEngines)('training on the engine $id', (real) => {
  if ('skipped' in real) {
    it.skip(`is not tried: ${real.skipped}`, () => undefined);
    return;
  }
  const { engine } = real;
  const same = (told: Told, plain: Told) => {
    expect(told.hash).toBe(plain.hash);
    expect(told.predictions).toBe(plain.predictions);
    expect(timeless(told.events)).toEqual(timeless(plain.events));
  };

  it.each([
    ['dense', annText(5)],
    ['convolutional', cnnText(3)],
  ])('%s: nothing but the training moves the weights', async (_, text) => {
    const plain = await trainOn(engine, text);
    expect(plain.events.at(-1)).toMatchObject({ type: 'runCompleted', weightsHash: plain.hash });
    expect(plain.events.some(({ type }) => type === 'batchesTrained')).toBe(false);
    same(await trainOn(engine, text), plain);

    // Looked at after every step: figures, predictions, a picture, what the optimizer remembers.
    const meddle = (session: ModelSession, test: Int32Array) => {
      const step = session.trainStep.bind(session);
      session.trainStep = async (...args) => {
        const result = await step(...args);
        await session.evaluate(test);
        await session.predict(test);
        await session.activations(dataset.test.images.subarray(0, 144), 1);
        await session.readSlots();
        return result;
      };
    };
    same(await trainOn(engine, text, { meddle }), plain);

    // Evidence at the layers, gathered in the midst of it and at its end.
    let gathered = 0;
    const lookAtLayers = (session: ModelSession, _: Int32Array, model: ModelPlan) => {
      const evaluate = session.evaluate.bind(session);
      session.evaluate = async (indices) => {
        const layers = await EvidenceSession.create(engine, model, await session.readWeights());
        const outcome = await probeLayers({
          session: layers,
          layers: evidenceLayers(model),
          test: dataset.test,
          classCount: 3,
          probabilities: new Float32Array(40 * 3),
          pair: [0, 1],
          batch: 16,
          elapsed: () => 0,
          limitMs: Number.POSITIVE_INFINITY,
          breathe: async () => undefined,
        });
        if ('evidence' in outcome) gathered += 1;
        layers.dispose();
        return evaluate(indices);
      };
    };
    same(await trainOn(engine, text, { meddle: lookAtLayers }), plain);
    expect(gathered).toBeGreaterThan(1);

    let elapsed = 0;
    const reported = await trainOn(engine, text, { environment: { elapsed: () => (elapsed += 1000) } });
    expect(reported.events.filter(({ type }) => type === 'batchesTrained').length).toBeGreaterThan(5);
    same(reported, plain);
  });

  it('goes on from any of its checkpoints to the same end', async () => {
    const text = annText(5);
    const plain = await trainOn(engine, text);
    expect(plain.checkpoints.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
    for (const resumeFrom of plain.checkpoints) {
      const { epoch } = resumeFrom;
      const told = await trainOn(engine, text, { resumeFrom });
      expect(told.hash).toBe(plain.hash);
      expect(told.predictions).toBe(plain.predictions);
      const later = plain.events.filter(
        (event) => !('epoch' in event) || event.epoch > epoch || event.type === 'bestWeightsRestored',
      );
      expect(timeless(told.events)).toEqual(timeless(later));
      expect(told.checkpoints.map(({ step }) => step)).toEqual(plain.checkpoints.slice(epoch).map(({ step }) => step));
    }
  });

  it('is not led astray by a clock that jumps', async () => {
    const text = annText(3);
    const plain = await trainOn(engine, text);
    const random = randomStream(1, 'clock');
    let elapsed = 0;
    const environment = {
      now: () => random.integer(2 ** 31) * 1000,
      elapsed: () => {
        elapsed += random.integer(500);
        return elapsed;
      },
    };
    const told = await trainOn(engine, text, { environment });
    same(told, plain);
    const state = reduceRunEvents(told.events);
    expect(state.warnings).toEqual([]);
    expect(state.status).toBe('completed');
    expect(state.durationMs).toBeGreaterThanOrEqual(0);
    for (let count = 1; count < told.events.length; count += 1) {
      const { progress } = reduceRunEvents(told.events.slice(0, count));
      expect(progress?.remainingMs ?? 0).toBeGreaterThanOrEqual(0);
    }
  });
});
