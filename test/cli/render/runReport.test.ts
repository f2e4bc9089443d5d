import { createColors } from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { metricValues, renderRunReport } from '../../../src/cli/render/runReport.js';
import { reduceRunEvents } from '../../../src/core/run/state.js';
import { type RecordedRunOptions, recordedRun } from '../../support/recordedRun.js';

const plain = createColors(false);

function report(options: RecordedRunOptions = {}, columns = 100): string {
  return renderRunReport(reduceRunEvents(recordedRun(options)), { columns, color: plain, folder: '/runs/one' });
}

describe('the report of a run', () => {
  it('has accuracy, gap, classes, confusion matrix with counts, mistakes, and where the run is', () => {
    const text = report();
    expect(text).toContain('cnn  (run 20310405-060708-cnn)');
    expect(text).toContain('Accuracy    train 92.00 %, validation 90.00 %, test 90.00 %');
    expect(text).toContain('│ dog              │   100.0 % │  80.0 % │ 0.889 │     10 │');
    expect(text).toContain('│ 1 dog            │  2 │ 8 │');
    expect(text).toContain('│ 0 cat            │ 10 │ · │');
    expect(text).toContain('dog taken for cat: 2 (20.0 % of dog)');
    expect(text).toContain(
      'Balanced: 92.0 % of the training images right, 90.0 % of the test images (gap +2.0 points).',
    );
    expect(text).toContain('Stored in   /runs/one');
    expect(text).toContain('tensorflow (tensorflow 2.21.0, tfjs-node 4.22.0), 2 threads, avx2 fma');
  });

  it('says which images were used, and never passes a sample off as the full set', () => {
    const full = report();
    expect(full).toContain("Fashion-MNIST: 60,000 training and 10,000 test images, from the system's package in");
    expect(full).not.toMatch(/sample/i);
    const sample = report({ isSample: true });
    expect(sample).toContain('Fashion-MNIST (embedded sample): 6,000 training and 1,000 test images');
    expect(sample).toContain('Note: A SAMPLE was used');
    expect(sample).toContain('bakeoff dataset fetch fashion-mnist');
  });

  it('tells a failure with its reason and keeps what was measured', () => {
    const text = report({ ending: 'failed', epochs: 3 });
    expect(text).toContain('Status      failed');
    expect(text).toContain('The loss is NaN in step 12. [loss-not-finite]');
    expect(text).toContain('3 epochs');
    expect(text).not.toContain('Confusion');
  });

  it('shows hostile names as text', () => {
    const text = report({ modelName: 'x\u001b]0;pwned\u0007', classNames: ['\u001b[31mred', 'a\r\nb'] });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u001b\u0007\r]/);
    expect(text).toContain('x\\u001b]0;pwned\\u0007');
    expect(text).toContain('a\\u000d\\u000ab');
  });

  it('keeps its tables within a narrow screen', () => {
    const text = report({ classNames: ['an unusually long class name with many words', 'b'] }, 58);
    const tables = text.split('\n').filter((line) => /^[┌├│└]/u.test(line));
    expect(Math.max(...tables.map((line) => stringWidth(line)))).toBeLessThanOrEqual(58);
    expect(tables.join('\n')).not.toContain('…');
  });

  it('sends a matrix that fits no screen to --json', () => {
    const classNames = Array.from({ length: 40 }, (_, index) => `class ${index}`);
    const predictions = classNames.map((_, index) => [index, index] as const);
    expect(report({ classNames, predictions })).toContain('A matrix of 40 classes does not fit here');
  });

  it('says so when nothing was misclassified, and when the model gave no numbers', () => {
    expect(
      report({
        predictions: [
          [0, 0],
          [1, 1],
        ],
      }),
    ).toContain('No test image was misclassified.');
    const state = reduceRunEvents(recordedRun());
    const evaluation = state.evaluation && { ...state.evaluation, unpredicted: 3 };
    const text = renderRunReport({ ...state, ...(evaluation && { evaluation }) }, { columns: 80, color: plain });
    expect(text).toContain('3 test images without a prediction');
  });

  it('stands without a start, as a torn file may leave it', () => {
    const text = renderRunReport(reduceRunEvents(recordedRun().slice(1)), { columns: 80, color: plain });
    expect(text).toContain('Accuracy    train 92.00 %');
  });
});

describe('metrics for machines', () => {
  it('are all there, unrounded', () => {
    const values = metricValues(reduceRunEvents(recordedRun()));
    expect(values).toMatchObject({ testAccuracy: 0.9, parameters: 421_642, epochs: 2, duration: 22_000 });
    expect(values.gap).toBeCloseTo(0.02, 12);
    expect(metricValues(reduceRunEvents([])).testAccuracy).toBeNull();
  });
});
