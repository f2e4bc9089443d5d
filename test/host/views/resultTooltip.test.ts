import { describe, expect, it } from 'vitest';
import { runTooltip, seedsTooltip, tooltipCommands } from '../../../src/host/views/resultTooltip.js';
import { listedRun, plainL10n } from '../../support/listedRun.js';

const NOON = new Date(2031, 3, 7, 12).getTime();
const runId = '20310405-060708-cnn-s0-4f3a';
const facts = { isStale: false, now: NOON };

describe('the tooltip of a run', () => {
  it('tells the figures, the parameters and the size on disk', () => {
    const startTime = new Date(2031, 3, 5, 6, 7).getTime();
    const run = listedRun({ runId }, { label: 'big', startTime, testAccuracy: 0.9283, macroF1: 0.92716 });
    expect(runTooltip(run, { ...facts, bytes: 3_210_000 }, plainL10n).split('\n')).toEqual([
      '**Completed** `big` · `cnn`',
      '',
      '| | |',
      '|:--|:--|',
      '| Test accuracy | 92.83 % |',
      '| Macro-F1 | 0.9272 |',
      '| Validation accuracy | 81.00 % |',
      '| Epochs | 2/10 |',
      '| Time | 22 s |',
      '| Parameters | 421,642 |',
      '| Seed | 0 |',
      '| Dataset | `Fashion-MNIST` |',
      '| Engine | `tensorflow` |',
      '| Started | 2031-04-05 06:07 |',
      '| Definition | `/models/cnn.model.jsonc` |',
      '| Run | `20310405-060708-cnn-s0-4f3a` |',
      '| On disk | 3.21 MB |',
    ]);
  });

  it('says on which machine of a cluster it ran', () => {
    const run = listedRun({ runId }, { ranOn: 'node|7', cluster: 'http://head:8265' });
    expect(runTooltip(run, facts, plainL10n)).toContain('| Ran on | `node\\|7` of the cluster at `http://head:8265` |');
    expect(runTooltip(listedRun({ runId }), facts, plainL10n)).not.toContain('Ran on');
  });

  it('links to the log of a failed run, to what changed, to going on; and to nothing else', () => {
    const failed = listedRun({ runId, ending: 'failed' });
    const argument = encodeURIComponent(JSON.stringify([failed.folder]));
    const text = runTooltip({ ...failed, isResumable: true }, { ...facts, isStale: true }, plainL10n);
    const links = [...text.matchAll(/\]\(command:([^?)]+)\?([^)]*)\)/g)];
    expect(links.map(([, command]) => command)).toEqual([
      'modelBakeoff.showRunLog',
      'modelBakeoff.resumeRun',
      'modelBakeoff.showWhatChanged',
    ]);
    expect(links.every(([, command = '', own]) => tooltipCommands.includes(command) && own === argument)).toBe(true);
    expect(text).toContain('`The loss is NaN in step 12.`');
  });

  it('shows names from a file as what they are', () => {
    const evil = '](command:evil) <img src=x> | `code` \n\u202e';
    const run = listedRun(
      { runId, modelName: evil },
      {
        label: evil,
        engineId: evil,
        dataset: { id: evil, name: evil, checksum: '', isSample: true },
        failure: { code: 'x', message: evil },
        stopReason: evil,
        warnings: [{ code: 'x', message: evil, count: 1 }],
      },
    );
    const text = runTooltip(run, facts, plainL10n);
    expect(text).not.toMatch(/\u202e/);
    // Outside code there is nothing of it: a fence is as long as it must be, and a line holds its cells.
    const outside = text.replace(/(`+) ?.*?[^`]\1(?!`)/g, '');
    expect(outside).not.toMatch(/evil|img/);
    for (const row of text.split('\n').filter((line) => line.startsWith('| ')))
      expect(row.replaceAll('\\|', '').split('|')).toHaveLength(4);
  });

  it('lists the seeds of a model', () => {
    const runs = [0, 1].map((seed) => listedRun({ runId, seed }, { testAccuracy: 0.9 + seed / 100 }));
    expect(seedsTooltip(runs, plainL10n).split('\n')).toEqual([
      '| Seed | |',
      '|:--|:--|',
      '| 0 | `90.0 %` · `macro-F1 0.899` · `22 s` |',
      '| 1 | `91.0 %` · `macro-F1 0.899` · `22 s` |',
    ]);
  });
});
