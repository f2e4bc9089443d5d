import { describe, expect, it } from 'vitest';
import {
  comparisonJson,
  exportComparison,
  renderComparisonCsv,
  renderComparisonMarkdown,
} from '../../../src/core/report/exportComparison.js';
import { compareRuns } from '../../../src/core/run/comparison.js';
import { type RunState, reduceRunEvents } from '../../../src/core/run/state.js';
import { type RecordedRunOptions, recordedRun } from '../../support/recordedRun.js';

const allRight = Array.from({ length: 20 }, (_, index) => [index % 2, index % 2] as const);

const states = (...runs: RecordedRunOptions[]): RunState[] => runs.map((run) => reduceRunEvents(recordedRun(run)));
const twoModels = states(
  { modelName: 'ann', runId: 'run-ann' },
  { modelName: 'cnn', runId: 'run-cnn', predictions: allRight, epochs: 3 },
);

describe('a comparison for other programs', () => {
  it('is a Markdown table with its notes', () => {
    const text = renderComparisonMarkdown(
      compareRuns(states({ modelName: 'a|b', isSample: true })),
      states({ modelName: 'a|b', isSample: true }),
    );
    const lines = text.split('\n');
    expect(lines[0]).toMatch(/^\| Model \| Parameters \| Test accuracy \|/);
    expect(lines[2]).toMatch(/^\| a\\\|b \(sample\) \| 421,642 \| 90\.00 % \|/);
    expect(text).toContain('- Note: A SAMPLE was used');
  });

  it('is CSV with unrounded figures', () => {
    const [header = '', first = '', second = ''] = renderComparisonCsv(compareRuns(twoModels), twoModels).split('\r\n');
    const column = (name: string) => header.split(',').indexOf(name);
    expect(first.split(',')[column('testAccuracy')]).toBe('0.9');
    expect(first.split(',')[column('improvement')]).toBe('');
    expect(Number(second.split(',')[column('improvement')])).toBeCloseTo(0.1, 12);
    expect(second.split(',')[column('duration')]).toBe('32000');
    expect(second.split(',')[column('isSample')]).toBe('false');
    expect(second.split(',')[column('worstClasses')]).toBe('cat; dog');
  });

  it('is JSON that tells of data, engine and seeds', () => {
    const json = JSON.parse(JSON.stringify(comparisonJson(compareRuns(twoModels), twoModels)));
    expect(json).toMatchObject({
      type: 'comparison',
      isSample: false,
      rows: [{ modelName: 'ann', improvement: null }, { modelName: 'cnn' }],
      runs: [
        { runId: 'run-ann', seed: 0, dataset: { name: 'Fashion-MNIST' }, engine: { id: 'tensorflow' } },
        { runId: 'run-cnn' },
      ],
    });
  });
});

describe('an export', () => {
  it('is a whole file of its format', () => {
    const comparison = compareRuns(twoModels);
    expect(exportComparison(twoModels, 'csv')).toBe(renderComparisonCsv(comparison, twoModels));
    expect(exportComparison(twoModels, 'markdown')).toBe(`${renderComparisonMarkdown(comparison, twoModels)}\n`);
    const json = exportComparison(twoModels, 'json');
    expect([json.slice(0, 25), json.slice(-3)]).toEqual(['{\n  "type": "comparison",', '\n}\n']);
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(comparisonJson(comparison, twoModels))));
  });

  it('holds hostile names as text in each format', () => {
    const runs = states({ modelName: '=cmd()\u001b' });
    expect(exportComparison(runs, 'csv')).toContain("\r\n'=cmd()");
    for (const format of ['json', 'markdown'] as const)
      expect(exportComparison(runs, format), format).not.toContain('\u001b');
  });
});
