import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/core/engine.js';
import { occludedImages, occlusionGrid, placeCount } from '../../src/core/explain/occlusion.js';
import { macsOf } from '../../src/core/plan/plan.js';
import { randomStream } from '../../src/core/random.js';
import type { RunStarted } from '../../src/core/run/events.js';
import { initialWeights, ModelSession } from '../../src/core/training/modelSession.js';
import { classifyImages, readGradCam, readOcclusion } from '../../src/trainer/explainImage.js';
import { loadModel } from '../support/loadModel.js';
import { realEngines } from '../support/realEngines.js';
import { recordedRun } from '../support/recordedRun.js';

const random = randomStream(5, 'image');
const image = Uint8Array.from({ length: 784 }, () => random.integer(256));
const imageShape = [28, 28, 1] as const;
const asked = { id: 1, runFolder: '', imageShape, image: Buffer.from(image).toString('base64') };
const never = new AbortController().signal;
const floats = (base64: string) => new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);

async function keptModel(engine: Engine, path: string) {
  const { plan, recipe } = loadModel(path);
  const session = await ModelSession.create(engine, plan, recipe.optimizer);
  await session.initializeFrom(initialWeights(plan, 3));
  const [event] = recordedRun();
  if (event?.type !== 'runStarted') throw new Error('A recorded run begins with its start.');
  const started: RunStarted = { ...event, dataset: { ...event.dataset, imageShape } };
  return { plan, session, models: { get: async () => ({ started, plan, session }) } };
}

for (const candidate of realEngines)
  describe(`${candidate.id}: an occlusion map`, () => {
    const path = 'test/fixtures/models/separable-cnn.model.jsonc';
    it('is what a loop over all places gives, one image at a time', async (context) => {
      if ('skipped' in candidate) return context.skip(candidate.skipped);
      const { plan, session, models } = await keptModel(candidate.engine, path);
      try {
        const fill = [73];
        const { grid, probability, drops } = await readOcclusion(
          { ...asked, type: 'occlusion', classIndex: 4, against: 2, fill },
          models,
          never,
        );
        expect(grid).toEqual(occlusionGrid(imageShape, macsOf(plan)));
        expect(placeCount(grid)).toBe(144);
        const scoreOf = async (bytes: Uint8Array) => {
          const [probabilities] = [await session.predictImages(bytes, 1)];
          return (probabilities[4] ?? Number.NaN) - (probabilities[2] ?? Number.NaN);
        };
        const whole = await scoreOf(image);
        expect(probability).toBeCloseTo(whole, 6);
        const found = floats(drops);
        expect(found.length).toBe(144);
        for (let place = 0; place < 144; place += 1) {
          const hidden = occludedImages(image, imageShape, grid, fill, place, place + 1);
          expect(found[place], `place ${place}`).toBeCloseTo(whole - (await scoreOf(hidden)), 5);
        }
        expect(Math.max(...found)).toBeGreaterThan(0);
      } finally {
        session.dispose();
      }
    });

    it('is not begun for a class that there is not, and ends between two calls when nobody waits', async (context) => {
      if ('skipped' in candidate) return context.skip(candidate.skipped);
      const { session, models } = await keptModel(candidate.engine, path);
      try {
        const message = { ...asked, type: 'occlusion', fill: [0] } as const;
        for (const question of [{ classIndex: 10 }, { classIndex: 1, against: 1 }, { classIndex: 0.5 }])
          await expect(readOcclusion({ ...message, ...question }, models, never)).rejects.toThrow(/class/i);
        const stopped = AbortSignal.abort(new Error('nobody waits'));
        await expect(readOcclusion({ ...message, classIndex: 1 }, models, stopped)).rejects.toThrow('nobody waits');
        const { probabilities } = await classifyImages(
          { id: 1, type: 'classify', runFolder: '', imageShape, images: [asked.image, asked.image] },
          models,
        );
        expect(probabilities.length).toBe(2);
        expect(probabilities[0]?.reduce<number>((sum, value) => sum + (value ?? 0), 0)).toBeCloseTo(1, 5);
      } finally {
        session.dispose();
      }
    });

    it('is the way out that a network without convolutions is shown', async (context) => {
      if ('skipped' in candidate) return context.skip(candidate.skipped);
      const { session, models } = await keptModel(candidate.engine, 'data/ann.model.jsonc');
      try {
        await expect(readGradCam({ ...asked, type: 'gradCam', classIndex: 1 }, models)).rejects.toThrow(
          /has no convolution.*\nLook at the occlusion map/,
        );
      } finally {
        session.dispose();
      }
    });
  });
