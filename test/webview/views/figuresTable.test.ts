import { describe, expect, it } from 'vitest';
import { cellText } from '../../../src/core/report/table.js';
import type { DefinitionDifference } from '../../../src/core/run/definitionDifference.js';
import type { ShownRun, Snapshot } from '../../../src/protocol/page.js';
import { figuresTable } from '../../../webview/views/figuresTable.js';
import { overviewOf } from '../../../webview/views/overviewModel.js';
import { comparedRuns, fashionRuns } from '../../page/support/classRuns.js';
import { pageDataOf } from '../../page/support/pageData.js';
import { snapshotOf, trainedRun } from '../../page/support/pageRuns.js';

const units: DefinitionDifference = {
  area: 'layer',
  kind: 'changed',
  subject: 'hidden\u001b',
  option: 'units',
  first: { text: '64', line: 3 },
  second: { text: '128', line: 3 },
};
const dropped: DefinitionDifference = {
  area: 'layer',
  kind: 'added',
  subject: 'dropout_1',
  first: null,
  second: { text: 'dropout', line: 4 },
};

function tableOf(
  snapshot: Snapshot,
  options: Partial<Parameters<typeof figuresTable>[2]> = {},
  differencesOf: (first: ShownRun, other: ShownRun) => readonly DefinitionDifference[] = () => [],
) {
  const { runs, baseline } = snapshot;
  const runIds = runs.flatMap(({ runId, state }) => (state.evaluation === undefined ? [] : runId));
  const judgement = pageDataOf(() => snapshot).judgement({ runIds });
  const { models, figures } = overviewOf(runs, baseline, { judgement, differencesOf });
  return figuresTable(models, figures, { isDifferingOnly: false, unfolded: new Set(), ...options });
}

const headings = ({ table }: ReturnType<typeof tableOf>) => table.columns.map(({ title }) => title);
const column = ({ table }: ReturnType<typeof tableOf>, title: string) => {
  const index = table.columns.findIndex((candidate) => candidate.title === title);
  return table.rows.map((row) => cellText(row[index] ?? ''));
};

describe('the table of figures', () => {
  it('has tiers in place of ranks, figures with intervals, and the verdict beside the difference', () => {
    const made = tableOf(fashionRuns());
    expect(headings(made).slice(0, 2)).toEqual(['Model', 'Tier']);
    expect(column(made, 'Tier')).toEqual(['2', '1']);
    expect(column(made, 'Test accuracy')[1]).toMatch(/^\d\d\.\d\d % \(\d\d\.\d to \d\d\.\d\)$/);
    expect(column(made, 'Macro F1')[0]).toMatch(/\(.* to .*\)$/);
    expect(column(made, 'Over the baseline')).toEqual([
      'baseline',
      expect.stringMatching(/^\+4\.88 points \(\+\d\.\d to \+\d\.\d\): better$/),
    ]);
  });

  it('marks nothing as good but what is known to be better', () => {
    const tones = (snapshot: Snapshot) =>
      tableOf(snapshot).table.rows.flatMap((row) =>
        row.flatMap((cell) => (typeof cell === 'string' || cell.tone === undefined ? [] : cell.tone)),
      );
    expect(tones(fashionRuns()).filter((tone) => tone === 'good')).toHaveLength(1);
    expect(tones(fashionRuns({ baseline: 'cnn-run' })).filter((tone) => tone === 'bad')).toHaveLength(1);
    const close = snapshotOf([
      ['a', trainedRun({ modelName: 'a', runId: 'a', level: 0.9 })],
      ['b', trainedRun({ modelName: 'b', runId: 'b', level: 0.91 })],
    ]);
    expect(tones(close).filter((tone) => tone === 'good' || tone === 'bad')).toEqual([]);
    expect(column(tableOf(close), 'Over the first')[1]).toMatch(/: undecided$/);
    expect(column(tableOf(close), 'Tier')).toEqual(['1', '1']);
  });

  it('has a row for a model, and one for each of its seeds when it is unfolded', () => {
    const folded = tableOf(comparedRuns());
    expect(folded.rows.map(({ letters, fold }) => [letters.join(), fold])).toEqual([
      ['A', 'none'],
      ['B,C', 'folded'],
    ]);
    expect(column(folded, 'Model')[1]).toBe('cnn, 2 seeds');
    expect(column(folded, 'Test accuracy')[1]).toMatch(/ ± /);
    const open = tableOf(comparedRuns(), { unfolded: new Set(['cnn-run-1']) });
    expect(open.rows.map(({ letters, isSeed, model }) => [letters.join(), isSeed, model])).toEqual([
      ['A', false, 0],
      ['B,C', false, 1],
      ['B', true, 1],
      ['C', true, 1],
    ]);
    expect(column(open, 'Model').slice(2)).toEqual(['seed 1', 'seed 2']);
    expect(column(open, 'Test accuracy').slice(2)).toEqual(['91.96 %', '91.96 %']);
    expect(column(open, 'Tier').slice(2)).toEqual(['', '']);
  });

  it('keeps what there is where a seed failed, and names it', () => {
    const run = (seed: number, ending: 'completed' | 'failed') =>
      [`s${seed}`, trainedRun({ modelName: 'cnn', runId: `s${seed}`, seed, ending, epochs: 4 })] as const;
    const made = tableOf(snapshotOf([run(0, 'completed'), run(1, 'completed'), run(2, 'failed')]), {
      unfolded: new Set(['s0']),
    });
    expect(column(made, 'Model')).toEqual(['cnn, 2 of 3 seeds', 'seed 0', 'seed 1', 'seed 2, failed']);
    expect(column(made, 'Test accuracy')).toEqual(
      ['91.00 % ± 0.00 (88.8 to 92.9)', '91.00 %', '91.00 %', '–'].map((text, index) =>
        index === 0 ? expect.stringMatching(/^91\.00 % ± /) : text,
      ),
    );
  });

  it('narrows to what differs by more than its interval, with classes and definitions', () => {
    const made = tableOf(fashionRuns(), { isDifferingOnly: true }, () => [units, dropped]);
    const shown = headings(made);
    expect(shown).toContain('Test accuracy');
    // The same in both.
    expect(shown).not.toContain('Epochs');
    expect(shown).not.toContain('Worst classes (F1)');
    expect(shown).toContain('Recall of Shirt');
    expect(column(made, 'hidden\\u001b: units')).toEqual(['64', '128']);
    expect(column(made, 'dropout_1')).toEqual(['none', 'dropout']);
    expect(headings(tableOf(fashionRuns(), {}, () => [units]))).not.toContain('Recall of Shirt');
  });

  it('does not take for a difference what is within its interval', () => {
    const close = snapshotOf([
      ['a', trainedRun({ modelName: 'a', runId: 'a', level: 0.9 })],
      ['b', trainedRun({ modelName: 'b', runId: 'b', level: 0.91 })],
    ]);
    const shown = headings(tableOf(close, { isDifferingOnly: true }));
    expect(shown.filter((title) => /accuracy|Macro|Recall|Tier/.test(title))).toEqual(['Train accuracy']);
    expect(shown[0]).toBe('Model');
    expect(shown).toContain('Over the first');
  });
});
