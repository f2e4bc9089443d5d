import { createColors } from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { runListTable } from '../../../src/cli/render/runList.js';
import { renderTerminalTable } from '../../../src/cli/render/terminalTable.js';
import { summarizeRun } from '../../../src/core/run/runSummary.js';
import { markInterrupted, reduceRunEvents } from '../../../src/core/run/state.js';
import { recordedRun } from '../../support/recordedRun.js';

const plain = createColors(false);

describe('the list of runs', () => {
  const runs = [
    {
      runId: '20310405-060708-ann-s0-aaaa',
      ...summarizeRun(reduceRunEvents(recordedRun({ modelName: 'ann', isSample: true }))),
    },
    {
      runId: '20310405-070708-cnn-s0-bbbb',
      ...summarizeRun(markInterrupted(reduceRunEvents(recordedRun({ ending: 'none' })))),
    },
  ];

  it('has one row for each, with ids whole on a narrow screen', () => {
    const text = renderTerminalTable(runListTable(runs), 80, plain);
    expect(Math.max(...text.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(80);
    expect(text).toContain('20310405-060708-ann-s0-aaaa');
    expect(text).toMatch(/20310405-070708-cnn-s0-bbbb │ interrupted │ +2\/10 │ +– │/);
    expect(text).not.toContain('…');
  });

  it("marks a sample's accuracy even where the dataset's name is left out", () => {
    expect(renderTerminalTable(runListTable(runs), 80, plain)).toContain('90.00 % (sample)');
  });

  it('shows a run of which nothing could be read', () => {
    const text = renderTerminalTable(runListTable([{ runId: 'x', ...summarizeRun(reduceRunEvents([])) }]), 120, plain);
    expect(text).toMatch(/│ x +│ – +│ running │/);
  });
});
