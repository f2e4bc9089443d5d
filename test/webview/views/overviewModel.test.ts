import { describe, expect, it } from 'vitest';
import { cellText } from '../../../src/core/report/table.js';
import { overviewOf } from '../../../webview/views/overviewModel.js';
import { allStates, snapshotOf, trainedRun, twoModels } from '../../page/support/pageRuns.js';

describe('the overview', () => {
  it('holds the models against the baseline, which comes first', () => {
    const { runs } = twoModels();
    const overview = overviewOf(runs, 'cnn-run');
    expect(overview.letters).toEqual([['B'], ['A']]);
    expect(overview.table.rows.map(([name]) => cellText(name ?? ''))).toEqual(['cnn', 'ann']);
    expect(overview.verdict).toBe('cnn is the most accurate: 92.00 % of the test images right.');
    expect(overviewOf(runs, undefined).verdict).toBe(
      'cnn is the most accurate: 92.00 % of the test images right, +3.00 points over ann.',
    );
  });

  it('puts runs that differ in the seed alone into one row', () => {
    const seeds = [0, 1, 2].map((seed) => [`s${seed}`, trainedRun({ runId: `s${seed}`, seed })] as const);
    expect(overviewOf(snapshotOf(seeds).runs, undefined).letters).toEqual([['A', 'B', 'C']]);
  });

  it('says of each run what has become of it, and what can be done', () => {
    const { notes } = overviewOf(allStates().runs, undefined);
    expect(notes.map(({ letter, tone, actions }) => [letter, tone, ...actions])).toEqual([
      ['A', 'warning', 'showWhatChanged'],
      ['B', 'info', 'stopRun'],
      ['C', 'error', 'showRunLog', 'openDefinition'],
      ['D', 'info', 'resumeRun'],
      ['E', 'warning', 'resumeRun', 'showRunLog'],
    ]);
    expect(notes[2]?.text).toBe('Failed: The loss is NaN in step 12.');
  });

  it('shows what came from a file on one line', () => {
    const runs = snapshotOf([['a', trainedRun({ modelName: 'a\u001b[31m\nb', ending: 'failed' })]]).runs;
    const overview = overviewOf(runs, undefined);
    expect(overview.notes[0]?.name).toBe('a\\u001b[31m\\u000ab');
    expect(JSON.stringify(overview)).not.toMatch(/\\u001b\[31m\\n/);
    expect(overview.verdict).toBeUndefined();
  });

  it('warns of runs that cannot be compared, and of a sample', () => {
    const { warnings } = overviewOf(allStates().runs, undefined);
    expect(warnings[0]).toMatch(/^A SAMPLE was used/);
    expect(warnings.join(' ')).toContain('Not comparable');
  });
});
