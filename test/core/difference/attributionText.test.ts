import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAttribution } from '../../../src/core/difference/attributionRecord.js';
import {
  attributionNotes,
  attributionTable,
  attributionTitle,
  estimateText,
  methodText,
  waterfall,
} from '../../../src/core/difference/attributionText.js';
import { cellText } from '../../../src/core/report/table.js';
import { attributionRecord, unfinishedRecord } from '../../support/attributionRecord.js';

const record = attributionRecord();

describe('waterfall', () => {
  it('begins each bar where the one before it ends, from the first model to the second', () => {
    const bars = waterfall(record);
    expect(bars.map(({ label, kind }) => [label, kind])).toEqual([
      ['plain', 'model'],
      ['dense: units 128 → 256', 'change'],
      ['dropout added', 'change'],
      ['interaction', 'interaction'],
      ['rich', 'model'],
    ]);
    const inner = bars.slice(1, -1);
    expect(inner[0]?.from).toBe(bars[0]?.to);
    inner.slice(1).forEach((bar, index) => {
      expect(bar.from).toBe(inner[index]?.to);
    });
    expect(inner.at(-1)?.to).toBeCloseTo(bars.at(-1)?.to ?? 0, 12);
  });

  it('has no bar for an interaction that Shapley values share out', () => {
    expect(waterfall({ ...record, method: 'shapley' }).some(({ kind }) => kind === 'interaction')).toBe(false);
  });

  it('is a table, too', () => {
    const rows = attributionTable(record).rows.map((row) => row.map(cellText).join(' | '));
    expect(rows).toEqual([
      'plain |  |  |  | 87.00 %',
      'dense: units 128 → 256 | +1.50 | +1.10 | +1.90 | 88.50 %',
      'dropout added | +0.20 | −0.20 | +0.60 | 88.70 %',
      'interaction | +0.30 | −0.20 | +0.80 | 89.00 %',
      'rich |  |  |  | 89.00 %',
      'total | +2.00 | +1.40 | +2.60 | ',
    ]);
  });
});

describe('an attribution that is unfinished', () => {
  const unfinished = unfinishedRecord();

  it('shows what is known, and of the rest that it is not', () => {
    expect(waterfall(unfinished).map(({ label, kind, to }) => [label, kind, to])).toEqual([
      ['plain', 'model', 0.87],
      ['dense: units 128 → 256', 'change', 0.885],
      ['dropout added', 'unknown', 0.885],
      ['rich', 'unknown', 0.885],
    ]);
    const rows = attributionTable(unfinished).rows.map((row) => row.map(cellText).join(' | '));
    expect(rows.slice(1)).toEqual([
      'dense: units 128 → 256 | +1.50 | +1.10 | +1.90 | 88.50 %',
      'dropout added | – | – | – | –',
      'rich |  |  |  | –',
      'total | – | – | – | ',
    ]);
  });

  it('goes on behind a gap of a path where the models are known', () => {
    const [first, , , last] = record.nodes;
    const nodes = [first, { ...unfinished.nodes[2], applied: [0], accuracy: null }, last].flatMap((node) => node ?? []);
    const gap = { ...unfinished, method: 'path' as const, nodes: nodes as typeof record.nodes };
    expect(waterfall(gap).map(({ kind }) => kind)).toEqual(['model', 'change', 'unknown', 'model']);
    const known = nodes.map((node, place) => (place === 1 ? { ...node, accuracy: 0.9 } : node));
    const steps = [null, { value: -0.01, interval: null }];
    const later = { ...gap, nodes: known as typeof record.nodes, result: { ...gap.result, steps } };
    expect(waterfall(later)[2]).toMatchObject({ from: 0.9, to: 0.89 });
  });

  it('says how much is missing, what failed, and how to go on', () => {
    expect(attributionNotes(unfinished)).toEqual([
      'Unfinished: 2 of 12 trainings are there, and the figures rest on 1 of 3 seeds. Attributing the same difference again goes on from here.',
      'plain + dropout, seed 0, could not be trained: The loss is NaN.',
    ]);
  });
});

describe('what is said of an attribution', () => {
  it('names figures with half their interval', () => {
    expect(attributionTitle(record)).toBe('plain → rich: +2.00 points ± 0.60');
    expect(attributionTitle(unfinishedRecord())).toBe('plain → rich: not known yet');
    expect(estimateText({ value: -0.001, interval: null })).toBe('−0.10 points');
  });

  it('says how it was measured, and what the intervals do not cover', () => {
    expect(methodText(record)).toBe(
      'Each change by itself, applied to the first model; 3 seeds, 10,000 test images; 95 % intervals for other images and other seeds.',
    );
    const few = { ...record, seeds: [0], result: { ...record.result, covers: 'images' as const } };
    expect(methodText(few)).toContain('1 seed cannot tell how far seeds lie apart');
  });

  it('says plainly when the changes cannot be told apart, and when they merely depend on each other', () => {
    expect(attributionNotes(record)).toEqual([]);
    const interaction = { value: 0.03, interval: { low: 0.02, high: 0.04 } };
    const dependent = { ...record, result: { ...record.result, interaction } };
    expect(attributionNotes(dependent).join()).toContain('depend on each other: +3.00 points ± 1.00');
    const inseparable = { ...record, result: { ...record.result, interaction, isInseparable: true } };
    expect(attributionNotes(inseparable).join()).toContain('These changes cannot be told apart');
    expect(attributionNotes({ ...record, method: 'path' }).join()).toContain('A path does not show');
  });
});

describe('parseAttribution', () => {
  it('reads what was written, and nothing that contradicts itself or is newer', () => {
    expect(parseAttribution(JSON.stringify(record))).toEqual(record);
    expect(parseAttribution(JSON.stringify({ ...record, schemaVersion: 1 }))).toEqual({ ...record, schemaVersion: 1 });
    expect(parseAttribution(JSON.stringify(unfinishedRecord()))).toEqual(unfinishedRecord());
    for (const wrong of [
      { ...record, schemaVersion: 3 },
      { ...record, groups: record.groups.slice(1) },
      { ...record, nodes: [{ ...record.nodes[0], applied: [2] }] },
      { ...record, method: 'guess' },
      { ...record, result: { ...record.result, total: { value: null } } },
      { ...record, asked: { groups: [[-1]], seeds: [0] } },
      { ...record, unfinished: { wanted: 1 } },
    ])
      expect(parseAttribution(JSON.stringify(wrong))).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseAttribution(text)).toBeUndefined();
      }),
    );
  });
});
