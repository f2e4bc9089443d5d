import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../../src/protocol/channel.js';
import { writeEvidence, writeSkippedEvidence } from '../../src/runs/evidenceFile.js';
import { readRun } from '../../src/runs/readRun.js';
import { RunEvidenceHandlers } from '../../src/service/runEvidenceHandlers.js';
import { madeEvidence } from '../support/madeEvidence.js';
import { storeRun } from '../support/storedRun.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const evidence = madeEvidence();
const context = { signal: new AbortController().signal, report: () => undefined } as RequestContext;

describe('what is told of the layers of a run', () => {
  const temporary = useTemporaryFolder();
  const { handlers } = new RunEvidenceHandlers('/no/trainer.cjs');
  const stored = async () => {
    const folder = await storeRun(temporary.path, 'run');
    const { started } = (await readRun(folder)).state;
    const count = started?.testCount ?? 0;
    const layers = evidence.layers.map(({ name }) => name);
    const votes = Uint16Array.from({ length: layers.length * count }, (_, at) => at % 3);
    return { folder, classNames: started?.dataset.classNames, votes: { layers, count, votes } };
  };
  const asked = (folder: string, mayCompute = false) =>
    Promise.resolve(handlers.readLayerEvidence({ folder, mayCompute, cores: 0 }, context));

  it('is what is stored, also where nothing may be computed', async () => {
    const { folder, classNames, votes } = await stored();
    await writeEvidence(folder, evidence, votes);
    expect(await handlers.readLayerTable({ folder }, context)).toEqual({ evidence, classNames });
    expect(await asked(folder)).toEqual({ evidence, classNames, votes: votes.votes });
  });

  it('is a part, of a training that was too short for more, where no more can be computed', async () => {
    const { folder, votes } = await stored();
    const part = { ...evidence, votedImages: evidence.probeImages };
    await writeEvidence(folder, part, votes);
    expect(await asked(folder)).toMatchObject({ evidence: part });
    expect(await asked(folder, true)).toMatchObject({ evidence: part });
  });

  it('is nothing without a trainer where nothing is stored', async () => {
    const { folder } = await stored();
    expect(await handlers.readLayerTable({ folder }, context)).toBeNull();
    await expect(asked(folder)).rejects.toMatchObject({ code: 'not-trusted' });
    await writeSkippedEvidence(folder, 'too short');
    expect(await handlers.readLayerTable({ folder }, context)).toBeNull();
    await expect(asked(folder, true)).rejects.toMatchObject({ code: 'weights-missing' });
  });
});
