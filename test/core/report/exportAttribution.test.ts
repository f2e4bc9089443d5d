import { describe, expect, it } from 'vitest';
import { parseAttribution } from '../../../src/core/difference/attributionRecord.js';
import { exportAttribution } from '../../../src/core/report/exportAttribution.js';
import { attributionRecord, unfinishedRecord } from '../../support/attributionRecord.js';

describe('exportAttribution', () => {
  it('makes a part of a Markdown document', () => {
    const lines = exportAttribution(attributionRecord(), 'markdown').split('\n');
    expect(lines.slice(0, 5)).toEqual([
      '### plain → rich: +2.00 points ± 0.60',
      '',
      '| Step | Points | From | To | Accuracy |',
      '| :-- | --: | --: | --: | --: |',
      '| plain |  |  |  | 87.00 % |',
    ]);
    expect(lines.at(-2)).toMatch(/^- Each change by itself.*other images and other seeds\.$/);
    const [group] = attributionRecord().groups;
    const hostile = attributionRecord({
      groups: [{ ...(group as NonNullable<typeof group>), label: '<b>|[x](y)\n# no' }],
    });
    const text = exportAttribution({ ...hostile, result: { ...hostile.result, steps: [null] } }, 'markdown');
    expect(text).not.toMatch(/<b>|\[x\]|^# no/m);
  });

  it('gives figures unrounded as CSV, and all of it as JSON that can be read again', () => {
    expect(exportAttribution(attributionRecord(), 'csv').split('\r\n').slice(0, 3)).toEqual([
      'step,kind,difference,low,high',
      'dense: units 128 → 256,change,0.015,0.011,0.019',
      'dropout added,change,0.002,-0.002,0.006',
    ]);
    expect(exportAttribution(unfinishedRecord(), 'csv')).toContain('dropout added,change,,,\r\ntotal,total,,,');
    expect(parseAttribution(exportAttribution(unfinishedRecord(), 'json'))).toEqual(unfinishedRecord());
  });
});
