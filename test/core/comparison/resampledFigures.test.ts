import { describe, expect, it } from 'vitest';
import { readyRun } from '../../../src/core/comparison/judgedRun.js';
import { resampledFigures } from '../../../src/core/comparison/resampledFigures.js';
import { equalMassOrder } from '../../../src/core/statistics/equalMassOrder.js';
import { stratifiedResampling } from '../../../src/core/statistics/stratifiedResampling.js';
import { madeRun, runOf } from '../../support/judgedRuns.js';

/** The seed that all judgements draw their resamples with. */
const SEED = 20_221_108;
const RESAMPLES = 8;

/** Every image looked at by itself. */
function slowly(run: ReturnType<typeof readyRun>) {
  const { count, classCount, labels, predicted, probability } = run.samples;
  const { order, ends } = equalMassOrder(run.samples);
  const resampling = stratifiedResampling(labels, classCount, SEED);
  const words = new Int32Array(count);
  return Array.from({ length: RESAMPLES }, (_, resample) => {
    if (resample % 4 === 0) resampling.drawFour(words);
    const weightOf = (image: number) => ((words[image] ?? 0) >>> (8 * (resample % 4))) & 0xff;
    const sumOver = (counts: (image: number) => boolean) =>
      Array.from(labels).reduce((sum, _, image) => sum + (counts(image) ? weightOf(image) : 0), 0);
    const classes = Array.from({ length: classCount }, (_, label) => {
      const hits = sumOver((image) => labels[image] === label && predicted[image] === label);
      const taken = sumOver((image) => predicted[image] === label);
      const support = sumOver((image) => labels[image] === label);
      return {
        recall: support === 0 ? 0 : hits / support,
        f1: hits === 0 ? 0 : (2 * hits) / (support + taken),
        precision: taken === 0 ? 0 : hits / taken,
      };
    });
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    let error = 0;
    ends.forEach((end, bin) => {
      let sum = 0;
      for (const image of order.subarray(ends[bin - 1] ?? 0, end))
        sum += weightOf(image) * ((run.right[image] ?? 0) - (probability[image] ?? 0));
      error += Math.abs(sum);
    });
    return {
      images: sumOver(() => true),
      accuracy: sumOver((image) => run.right[image] === 1) / count,
      macroPrecision: mean(classes.map(({ precision }) => precision)),
      macroRecall: mean(classes.map(({ recall }) => recall)),
      macroF1: mean(classes.map(({ f1 }) => f1)),
      calibrationError: error / count,
    };
  });
}

describe('resampledFigures', () => {
  const made = madeRun({ model: 'a', seed: 1, skill: 1 }, 900, 6);
  const labels = Array.from({ length: 300 }, (_, image) => image % 2);
  const run = (judged: typeof made | ReturnType<typeof runOf>) => {
    if (judged.samples === null) throw new Error('no samples');
    return readyRun({ ...judged, samples: judged.samples });
  };
  it.each([
    ['a model of some skill', run(made)],
    [
      'a model that is always sure',
      run(
        runOf(
          'b',
          1,
          labels,
          labels.map((label, image) => (image % 7 === 0 ? 1 - label : label)),
        ),
      ),
    ],
    [
      'outputs that are no numbers, and a class that is not there',
      run(
        runOf(
          'c',
          1,
          labels,
          labels.map((label, image) => (image % 5 === 0 ? -1 : label)),
          3,
        ),
      ),
    ],
  ])('are what every image by itself gives: %s', (_, ready) => {
    const [figures] = resampledFigures([ready], RESAMPLES);
    slowly(ready).forEach((expected, resample) => {
      expect(expected.images).toBe(ready.samples.count);
      expect(figures?.accuracy[resample]).toBeCloseTo(expected.accuracy, 12);
      for (const metric of ['macroPrecision', 'macroRecall', 'macroF1'] as const)
        expect(figures?.[metric][resample]).toBeCloseTo(expected[metric], 12);
      // Images that are nearly as far from the truth are taken together.
      expect(Math.abs((figures?.calibrationError[resample] ?? 1) - expected.calibrationError)).toBeLessThan(2e-4);
    });
  });
});
