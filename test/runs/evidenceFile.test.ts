import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { NO_VOTE, NOT_ASKED } from '../../src/core/evidence/layerEvidence.js';
import {
  EvidenceError,
  readEvidence,
  readLayerVotes,
  removeEvidence,
  writeEvidence,
  writeSkippedEvidence,
} from '../../src/runs/evidenceFile.js';
import { runFiles } from '../../src/runs/runFolder.js';
import { RunWriter } from '../../src/runs/runWriter.js';
import { madeEvidence, madeVotes } from '../support/madeEvidence.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const evidence = madeEvidence();
const votes = madeVotes(evidence, [
  [0, 255, 256, NOT_ASKED],
  [1, NO_VOTE, 3, NOT_ASKED],
  [0, 1, 2, 3],
]);

describe('what is stored of layers', () => {
  const folder = useTemporaryFolder();
  const fresh = (name: string) => {
    const own = path.join(folder.path, name);
    mkdirSync(own, { recursive: true });
    return own;
  };

  it('comes back, and is gone when it is removed', async () => {
    const own = fresh('whole');
    expect(await readEvidence(own)).toBeUndefined();
    await writeEvidence(own, evidence, votes);
    expect(await readEvidence(own)).toEqual(evidence);
    expect(await readLayerVotes(own, evidence, 4)).toEqual(votes);
    expect([...readFileSync(path.join(own, runFiles.layerVotes)).subarray(0, 6)]).toEqual([0, 0, 255, 0, 0, 1]);
    await removeEvidence(own);
    expect(await readEvidence(own)).toBeUndefined();
  });

  it('takes away what was there when nothing is found', async () => {
    const own = fresh('skipped');
    await writeEvidence(own, evidence, votes);
    await writeSkippedEvidence(own, 'too short');
    expect(await readEvidence(own)).toEqual({ version: 1, skipped: 'too short' });
    await expect(readLayerVotes(own, evidence, 4)).rejects.toMatchObject({ code: 'missing' });
  });

  it('goes with the weights that it was found with', async () => {
    const own = fresh('weights');
    const writer = await RunWriter.open(own, '{}');
    await writeEvidence(own, evidence, votes);
    await writer.writeWeights({ kernel: { dtype: 'float32', shape: [1], data: Float32Array.of(1) } });
    expect(await readEvidence(own)).toBeUndefined();
    await writer.close();
  });

  it('is refused when it is something else', async () => {
    const own = fresh('hostile');
    for (const text of ['', '{', '[]', 'null', '{"version":1}', `{"layers":${'['.repeat(100)}`]) {
      writeFileSync(path.join(own, runFiles.layers), text);
      await expect(readEvidence(own), text).rejects.toThrow(EvidenceError);
    }
    await writeEvidence(own, evidence, votes);
    await expect(readLayerVotes(own, evidence, 5)).rejects.toThrow(/24 bytes; 3 layers and 5 images need 30/);
    await expect(readLayerVotes(own, evidence, 1e12)).rejects.toThrow(/too much/);
    const linked = fresh('linked');
    symlinkSync(path.join(own, runFiles.layers), path.join(linked, runFiles.layers));
    await expect(readEvidence(linked)).rejects.toThrow(/link/);
  });
});
