import { describe, expect, it } from 'vitest';
import type { DatasetView } from '../../../src/protocol/samples.js';
import { dataPage } from '../../../webview/data/dataModel.js';
import { pageDataOf } from '../../page/support/pageData.js';
import { snapshotOf, twoModels } from '../../page/support/pageRuns.js';

const alone: DatasetView = pageDataOf(() => snapshotOf([])).readDataset({ dataset: 'fashion-mnist' });
const ofRun: DatasetView = pageDataOf(twoModels).readDataset({ runId: 'cnn-run' });

function withCounts(classCounts: readonly number[]): DatasetView {
  return {
    ...alone,
    dataset: { ...alone.dataset, classNames: classCounts.map((_, index) => `class ${index}`) },
    splits: [{ split: 'train', count: classCounts.reduce((sum, count) => sum + count, 0), classCounts }],
  };
}

describe('dataPage', () => {
  it('tells a sample from the whole dataset', () => {
    expect(dataPage(alone).warning).toBe(
      'A sample: 6,000 training images and 1,000 test images. Figures from it are not those of the full dataset.',
    );
    expect(dataPage(ofRun).warning).toBe('');
  });

  it('counts the images of each split and class', () => {
    const { facts, splitNames, rows, table } = dataPage(ofRun);
    expect(facts[0]?.text).toBe('train 48,000 · validation 12,000 · test 10,000');
    expect(splitNames).toEqual(['Train', 'Validation', 'Test']);
    expect(rows[0]?.parts[2]).toEqual({ count: '1,000', length: 1 });
    expect(table.rows.at(-1)).toEqual(['All', '48000', '12000', '10000']);
  });

  it.each([
    [[600, 600], 'Balanced: each class has 600 training images.'],
    [[600, 550], 'Nearly balanced: 550 (class 1) to 600 (class 0) training images a class.'],
    [
      [900, 100],
      'Not balanced: 100 (class 1) to 900 (class 0) training images a class. Whoever always says class 0 is right for 90 % of them: judge by macro averages.',
    ],
    [[900, 0], 'There is no training image of class 1: a model cannot learn that class.'],
    [[5], 'There is one class: nothing is to be told apart.'],
  ])('says how balanced %j is', (counts, expected) => {
    expect(dataPage(withCounts(counts)).balance).toBe(expected);
  });

  it('tells leaks before repeated images, and which labels contradict each other', () => {
    const [leaks, train, test] = dataPage(alone).duplicates;
    expect(leaks).toMatchObject({ title: 'Leaks', isWarning: true, rest: '' });
    expect(leaks?.text).toBe(
      '2 test images are also among the training images: a model can have learned them by heart, and tests better than it is. 1 of them has another label: one of the two is wrong.',
    );
    expect(leaks?.pairs[0]).toEqual({
      first: { split: 'train', image: 204 },
      second: { split: 'test', image: 11 },
      text: 'train 204 = test 11, other label',
      isContradicting: true,
    });
    expect(train?.rest).toBe('40 further pairs not shown.');
    expect(test).toMatchObject({ isWarning: false });
    const none = { count: 0, contradicting: 0, pairs: [] };
    const [clean] = dataPage({ ...alone, duplicates: { train: none, test: none, across: none } }).duplicates;
    expect(clean).toMatchObject({ text: 'No test image is also a training image.', isWarning: false });
  });

  it('shows names from a dataset as they can be printed', () => {
    const hostile = { ...alone.dataset, name: 'a\u001b[31m', classNames: ['x\ny'] };
    const { title, rows } = dataPage({ ...alone, dataset: hostile });
    expect([title, rows[0]?.className]).toEqual(['a\\u001b[31m', 'x\\u000ay']);
  });
});
