import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { selectSamples } from '../../../src/core/samples/selectSamples.js';
import { packValue } from '../../../src/protocol/packedValue.js';
import { RemoteError } from '../../../src/protocol/remoteError.js';
import { writeEvidence, writeSkippedEvidence } from '../../../src/runs/evidenceFile.js';
import { labelRun } from '../../../src/runs/labelFile.js';
import { collectReport } from '../../../src/service/report/reportData.js';
import { reportAnswers } from '../../../webview/report/reportAnswers.js';
import { pageDataOf } from '../../page/support/pageData.js';
import { trainedRun } from '../../page/support/pageRuns.js';
import { madeRunEvidence } from '../../page/support/runEvidence.js';
import { reportOptions, storeReportedRuns } from '../../support/reportedRuns.js';
import { useTemporaryFolder } from '../../support/temporaryFolder.js';

describe('collectReport', () => {
  const temporary = useTemporaryFolder();
  const two = () =>
    storeReportedRuns(temporary.path, [
      ['ann-run', trainedRun({ modelName: 'ann', runId: 'ann-run', level: 0.88 })],
      ['cnn-run', trainedRun({ modelName: 'cnn', runId: 'cnn-run', level: 0.92 })],
    ]);

  it('holds what the page shows, and answers as the host would', async () => {
    const { folders, handlers, snapshot } = await two();
    await labelRun(folders[1] ?? '', 'the better one');
    const data = await collectReport(handlers, reportOptions(folders, { baseline: folders[0] ?? '' }));
    expect(data.snapshot).toMatchObject({ baseline: 'ann-run', runs: [{ letter: 'A' }, { label: 'the better one' }] });
    const expected = pageDataOf(() => snapshot);
    const answers = reportAnswers(data);
    const asked = { runId: 'cnn-run', split: 'test' } as const;
    const samples = answers.readSamples(asked);
    expect(samples.predicted).toEqual(expected.readSamples(asked).predicted);
    const wrong = selectSamples([samples], { correctness: 'wrong' });
    expect(wrong.length).toBeGreaterThan(20);
    const indices = [...wrong];
    expect(answers.readImages({ ...asked, indices })).toEqual(expected.readImages({ ...asked, indices }));
    for (const image of wrong) {
      const { label, top } = answers.inspectSample({ ...asked, image });
      const meant = expected.inspectSample({ ...asked, image });
      expect([label, top.map(({ classIndex }) => classIndex)]).toEqual([
        meant.label,
        meant.top.map(({ classIndex }) => classIndex),
      ]);
      expect(top[0]?.probability).toBeCloseTo(meant.top[0]?.probability ?? 0, 3);
    }
    expect(answers.readDataset({ runId: 'ann-run' })).toMatchObject({ licence: 'MIT', splits: [{}, {}, {}] });
    const leak = answers.readImages({ runId: 'ann-run', split: 'train', indices: [204] });
    expect(leak).toEqual(expected.readImages({ runId: 'ann-run', split: 'train', indices: [204] }));
  });

  it('holds what is stored of the layers', async () => {
    const { folders, handlers, snapshot } = await two();
    const [folder = '', other = ''] = folders;
    const run = snapshot.runs[0];
    const samples = pageDataOf(() => snapshot).readSamples({ runId: 'ann-run', split: 'test' });
    if (run === undefined) throw new Error('there is a run');
    const made = madeRunEvidence(run, samples);
    const layers = made.evidence.layers.map(({ name }) => name);
    await writeEvidence(folder, made.evidence, { layers, count: samples.count, votes: made.votes });
    await writeSkippedEvidence(other, 'too short');
    const answers = reportAnswers(await collectReport(handlers, reportOptions(folders)));
    expect(answers.readLayerEvidence({ runId: 'ann-run' })).toEqual(made);
    expect(answers.readLayerTable({ runId: 'ann-run' })).toEqual(made);
    expect(answers.readLayerTable({ runId: 'cnn-run' })).toBeNull();
    expect(() => answers.readLayerEvidence({ runId: 'cnn-run' })).toThrow(RemoteError);
  });

  it('crosses out images that it does not hold, and says where the rest can be had', async () => {
    const { folders, handlers } = await two();
    const answers = reportAnswers(await collectReport(handlers, reportOptions(folders)));
    const samples = answers.readSamples({ runId: 'ann-run', split: 'test' });
    const right = selectSamples([samples, answers.readSamples({ runId: 'cnn-run', split: 'test' })], {
      correctness: 'right',
      by: 'every',
    });
    const [image = 0] = right;
    const { bytes } = answers.readImages({ runId: 'ann-run', split: 'test', indices: [image] });
    expect([...new Set(bytes)].sort()).toEqual([160, 96]);
    const ask = { runId: 'ann-run', split: 'test', image } as const;
    for (const refused of [
      () => answers.inspectSample(ask),
      () => answers.findNearest(ask),
      () => answers.inspectLayers(ask),
      () => answers.readSamples({ runId: 'ann-run', split: 'train' }),
      () => answers.readSamples({ runId: 'other', split: 'test' }),
    ])
      expect(refused).toThrow(expect.objectContaining({ code: 'not-in-report' }));
  });

  it('tells nothing of where files lie on this machine', async () => {
    const { folders, handlers } = await two();
    const unreadable = ({ folder }: { readonly folder: string }) => {
      throw new Error(`${folder}/predictions.bin cannot be opened.`);
    };
    const told = await collectReport({ ...handlers, readSamples: unreadable }, reportOptions(folders));
    const text = new TextDecoder('latin1').decode(packValue(told));
    expect(text.includes('"definitionPath":"cnn.model.jsonc"')).toBe(true);
    expect(text.includes('/models')).toBe(false);
    expect(text.includes('/data/')).toBe(false);
    expect(text.includes(temporary.path)).toBe(false);
    expect(text.includes('"ann-run/predictions.bin cannot be opened."')).toBe(true);
  });

  it('holds why something cannot be had, and the rest all the same', async () => {
    const { folders, handlers } = await two();
    const gone = new RemoteError('The images are gone.', 'dataset-gone', 'Bring them back.');
    const failing = () => {
      throw gone;
    };
    const data = await collectReport(
      { ...handlers, readSamples: failing, readDataset: failing },
      reportOptions(folders),
    );
    const answers = reportAnswers(data);
    expect(() => answers.readSamples({ runId: 'ann-run', split: 'test' })).toThrow('The images are gone.');
    expect(() => answers.readDataset({ runId: 'ann-run' })).toThrow('The images are gone.');
    expect(data.snapshot.runs).toHaveLength(2);
  });

  it('takes runs that have not been evaluated, each once, and stops when it is told to', async () => {
    const { folders, handlers } = await storeReportedRuns(temporary.path, [
      ['failed-run', trainedRun({ runId: 'failed-run', ending: 'failed' })],
    ]);
    const [folder = ''] = folders;
    const data = await collectReport(handlers, reportOptions([folder, folder]));
    expect(data.snapshot.runs).toMatchObject([{ state: { status: 'failed' } }]);
    expect(data.samples).toEqual([]);
    const reason = new Error('not any more');
    await expect(collectReport(handlers, reportOptions(folders, { signal: AbortSignal.abort(reason) }))).rejects.toBe(
      reason,
    );
    expect(path.basename(folder)).toBe('failed-run');
  });
});
