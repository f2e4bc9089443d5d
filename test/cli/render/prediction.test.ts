import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { renderEvaluationReport } from '../../../src/cli/render/evaluationReport.js';
import { renderPrediction } from '../../../src/cli/render/prediction.js';
import { describeDataset } from '../../../src/core/dataset.js';
import { rankClasses } from '../../../src/core/metrics/rankClasses.js';
import { reduceRunEvents } from '../../../src/core/run/state.js';
import { recordedEvaluation, recordedRun } from '../../support/recordedRun.js';

const plain = createColors(false);

describe('a prediction', () => {
  it('lists the most probable classes first, ties in their own order', () => {
    const ranked = rankClasses([0.1, 0.45, 0.45, null], ['cat', 'dog', 'ant', 'bee']);
    expect(ranked.map(({ name }) => name)).toEqual(['dog', 'ant', 'cat', 'bee']);
    expect(renderPrediction('a.png', ranked, plain)).toBe(
      ['a.png', '  dog   45.0 %  █████████', '  ant   45.0 %  █████████', '  cat   10.0 %  ██', '  bee        –'].join(
        '\n',
      ),
    );
  });

  it('says so when the model gave no numbers, and shows hostile names as text', () => {
    const text = renderPrediction('a\u001b[2J.png', rankClasses([null, Number.NaN], ['c\nat', 'dog']), plain);
    expect(text).toContain('a\\u001b[2J.png');
    expect(text).toContain('c\\u000aat');
    expect(text).toContain("The model's output is not a number.");
  });
});

describe('the report of a new evaluation', () => {
  const state = reduceRunEvents(recordedRun());
  const { train: _, validation: __, ...metrics } = recordedEvaluation();
  const images = { count: 20, images: new Uint8Array(), labels: new Uint8Array() };
  const dataset = (isSample: boolean, checksum: string) =>
    describeDataset({
      id: 'fashion-mnist',
      name: 'Fashion-MNIST',
      source: { kind: isSample ? 'embedded' : 'system', location: '/data', isSample },
      classNames: ['cat', 'dog'],
      imageShape: [28, 28, 1],
      train: images,
      test: images,
      checksum,
    });
  const report = (isSample: boolean, checksum: string) =>
    renderEvaluationReport({ runId: 'run', state }, dataset(isSample, checksum), metrics, {
      columns: 80,
      color: plain,
    });

  it('has the test figures beside those after training', () => {
    const text = report(false, 'bbbbbbbb2222');
    expect(text).toContain('Accuracy    test 90.00 % of 20 images');
    expect(text).toContain('After training it was 90.00 % on the same images (0.00 points now).');
    expect(text).toContain('│ 1 dog            │  2 │ 8 │');
    expect(text).not.toMatch(/sample/i);
  });

  it('says when the images are others, and when they are a sample', () => {
    const text = report(true, 'other');
    expect(text).toContain('on other images');
    expect(text).toContain('Note: A SAMPLE was used');
  });
});
