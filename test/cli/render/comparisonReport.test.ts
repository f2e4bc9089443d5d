import { createColors } from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { renderComparison } from '../../../src/cli/render/comparisonReport.js';
import { compareRuns } from '../../../src/core/run/comparison.js';
import { type RunState, reduceRunEvents } from '../../../src/core/run/state.js';
import { type RecordedRunOptions, recordedRun } from '../../support/recordedRun.js';

const plain = createColors(false);
const allRight = Array.from({ length: 20 }, (_, index) => [index % 2, index % 2] as const);

const states = (...runs: RecordedRunOptions[]): RunState[] => runs.map((run) => reduceRunEvents(recordedRun(run)));
const twoModels = states(
  { modelName: 'ann', runId: 'run-ann' },
  { modelName: 'cnn', runId: 'run-cnn', predictions: allRight, epochs: 3 },
);

function terminal(runs: readonly RunState[], columns: number, color = plain): string {
  return renderComparison(compareRuns(runs), runs, { columns, color });
}

const tableLines = (text: string) => text.split('\n').filter((line) => /^[┌├│└]/u.test(line));

describe('a comparison in the terminal', () => {
  it('has all columns of the table in one row for each model where there is room', () => {
    const [, header, , ann, cnn] = tableLines(terminal(twoModels, 240));
    const cells = (line?: string) =>
      line
        ?.split('│')
        .slice(1, -1)
        .map((cell) => cell.trim());
    expect(cells(header)).toEqual([
      'Model',
      'Parameters',
      'Test accuracy',
      'Macro precision',
      'Macro recall',
      'Macro F1',
      'Train accuracy',
      'Gap',
      'Epochs',
      'Time',
      'Over the first',
      'Worst classes (F1)',
    ]);
    expect(cells(ann)).toEqual([
      'ann',
      '421,642',
      '90.00 %',
      '91.67 %',
      '90.00 %',
      '89.90 %',
      '92.00 %',
      '+2.00',
      '2',
      '22 s',
      'first',
      'dog 88.9 %, cat 90.9 %',
    ]);
    expect(cells(cnn)?.slice(-2)).toEqual(['+10.00 points', 'cat 100.0 %, dog 100.0 %']);
  });

  it.each([40, 60, 80, 100, 120, 200])('fits a screen of %i columns and loses nothing', (columns) => {
    const text = terminal(twoModels, columns);
    expect(Math.max(...tableLines(text).map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
    expect(tableLines(text).join('\n')).not.toContain('…');
    for (const figure of ['90.00 %', '100.00 %', '421,642', '+10.00']) expect(text).toContain(figure);
  });

  it('says how each fits, on which images, with what, and what to do next', () => {
    const text = terminal(twoModels, 120);
    expect(text).toContain('ann: Balanced: 92.0 % of the training images right');
    expect(text).toContain("Images: Fashion-MNIST: 60,000 training and 10,000 test images, from the system's package");
    expect(text).toContain('Engine: tensorflow (tensorflow 2.21.0');
    expect(text).toContain('Runs: run-ann, run-cnn');
    expect(text).toContain('bakeoff runs show run-ann --errors 20');
    expect(text).not.toMatch(/sample/i);
  });

  it('marks every figure of a sample as a sample', () => {
    const text = terminal(states({ modelName: 'ann', isSample: true }, { modelName: 'cnn' }), 200);
    expect(text).toContain('│ ann (sample) │');
    expect(text).toContain('Note: A SAMPLE was used');
    expect(text).toContain('Not comparable');
  });

  it('gives mean and spread over seeds', () => {
    const runs = states({ seed: 0, runId: 'a' }, { seed: 1, runId: 'b', predictions: allRight });
    const text = terminal(runs, 240);
    expect(text).toContain('95.00 % ± 7.07');
    expect(text).toContain('│     2 │');
  });

  it('takes colours only where they are on', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for
    expect(terminal(twoModels, 240)).not.toMatch(/\u001b/);
    expect(terminal(twoModels, 240, createColors(true))).toContain('\u001b[1mann\u001b[22m');
  });

  it('stands when a run has failed', () => {
    const runs = states({ modelName: 'ann' }, { modelName: 'cnn', ending: 'failed' });
    expect(terminal(runs, 200)).toContain('Without an evaluation');
  });

  it('shows hostile names as text', () => {
    const text = terminal(states({ modelName: '\u001b[2Jx' }, { modelName: 'b', classNames: ['a\nb', 'c'] }), 160);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for
    expect(text).not.toMatch(/\u001b/);
    expect(text).toContain('\\u001b[2Jx');
  });
});
