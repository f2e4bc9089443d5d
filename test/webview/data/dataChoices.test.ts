import { describe, expect, it } from 'vitest';
import { dataChoices } from '../../../webview/data/dataChoices.js';
import { snapshotOf, trainedRun, twoModels } from '../../page/support/pageRuns.js';

describe('dataChoices', () => {
  it('offers the default dataset before any training, or the one that was asked for', () => {
    expect(dataChoices([], undefined)).toMatchObject([
      { label: 'fashion-mnist', source: { dataset: 'fashion-mnist' } },
    ]);
    expect(dataChoices([], 'idx:digits')).toMatchObject([{ source: { dataset: 'idx:digits' } }]);
  });

  it('takes runs with the same images and the same split as one, others apart', () => {
    const { runs } = twoModels();
    expect(dataChoices(runs, undefined)).toEqual([
      {
        key: expect.any(String),
        label: 'Fashion-MNIST of A, B',
        source: { runId: 'ann-run' },
        split: '20 % of the training images, drawn at random, watched the training (validation). Seed 0.',
      },
    ]);
    const seeds = snapshotOf([
      ['one', trainedRun({ runId: 'one', seed: 0 })],
      ['two', trainedRun({ runId: 'two', seed: 1, limit: 2000 })],
    ]).runs;
    const [, second] = dataChoices(seeds, undefined);
    expect(second).toMatchObject({ label: 'Fashion-MNIST of B cnn · seed 1', source: { runId: 'two' } });
    expect(second?.split).toBe(
      'Of 60,000 training images, 2,000 images were drawn at random. 20 % of those, drawn at random, watched the training (validation). Seed 1.',
    );
  });

  it('puts what was asked for before what runs were trained on', () => {
    const choices = dataChoices(twoModels().runs, 'idx:digits');
    expect(choices.map(({ label }) => label)).toEqual(['idx:digits', 'Fashion-MNIST of A, B']);
  });
});
