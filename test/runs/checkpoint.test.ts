import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrainingCheckpoint } from '../../src/core/training/trainingCheckpoint.js';
import { CheckpointWriter, readCheckpoint } from '../../src/runs/checkpoint.js';
import { completedRun } from '../support/runEvents.js';
import { filesBelow, useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const tensors = (value: number) => ({
  'dense/kernel': { dtype: 'float32' as const, shape: [2, 2], data: new Float32Array([value, -0.5, 1e-30, 3e30]) },
  'dense/bias': { dtype: 'float32' as const, shape: [1], data: new Float32Array([value / 3]) },
});
const [started] = completedRun();
const history = started === undefined ? [] : [started];

function checkpoint(epoch: number, ...keptEpochs: readonly number[]): TrainingCheckpoint {
  return {
    epoch,
    step: epoch * 10,
    baseLearningRate: 0.1 / 3,
    isStopping: false,
    callbackStates: [{ best: Number.NaN, wait: 3 }, { best: Number.POSITIVE_INFINITY }, { best: null }],
    kept: keptEpochs.map((own, callback) => ({ callback, epoch: own, weights: tensors(own) })),
    weights: tensors(epoch),
    slots: { 'dense/kernel/first': { dtype: 'float32', shape: [1], data: new Float32Array([epoch]) } },
  };
}

const write = async (writer: CheckpointWriter, ...checkpoints: readonly TrainingCheckpoint[]) => {
  for (const training of checkpoints) await writer.write({ training, history });
};
const files = () => filesBelow(temporary.path).map((name) => path.basename(name));

describe('checkpoints', () => {
  it('come back as they were written, with numbers that JSON does not have', async () => {
    expect(await readCheckpoint(temporary.path)).toEqual({ problems: [] });
    await write(new CheckpointWriter(temporary.path), checkpoint(1, 1, 1));
    expect(await readCheckpoint(temporary.path)).toEqual({
      checkpoint: { training: checkpoint(1, 1, 1), history },
      problems: [],
    });
  });

  it('stay for the last two epochs, with the weights that these need', async () => {
    const writer = new CheckpointWriter(temporary.path);
    await write(writer, checkpoint(1, 1), checkpoint(2, 2), checkpoint(3, 2));
    expect(files()).toEqual(['epoch-2.bin', 'epoch-3.bin', 'kept-2.bin']);
    await write(writer, checkpoint(4, 4), checkpoint(5, 4));
    expect(files()).toEqual(['epoch-4.bin', 'epoch-5.bin', 'kept-4.bin']);
    await writer.finish(4);
    expect(filesBelow(temporary.path)).toEqual([]);
  });

  it('keep what the model did not go back to', async () => {
    const writer = new CheckpointWriter(temporary.path);
    await write(writer, checkpoint(1, 1), checkpoint(2, 1));
    await writer.finish(undefined);
    expect(files()).toEqual(['kept-1.bin']);
  });

  it('fall back to the one before, whichever byte is spoilt or missing', async () => {
    await write(new CheckpointWriter(temporary.path), checkpoint(1, 1), checkpoint(2, 2));
    for (const name of ['epoch-2.bin', 'kept-2.bin']) {
      const file = path.join(temporary.path, 'checkpoint', name);
      const whole = readFileSync(file);
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, change) => {
          const spoilt = change === 0 ? whole.subarray(0, at) : Buffer.from(whole);
          if (change !== 0) spoilt[at] = (spoilt[at] ?? 0) ^ change;
          writeFileSync(file, spoilt);
          const { checkpoint: found, problems } = await readCheckpoint(temporary.path);
          expect(found?.training).toEqual(checkpoint(1, 1));
          expect(problems).toEqual([expect.stringMatching(/^The checkpoint of epoch 2 cannot be used: /)]);
        }),
        { numRuns: 60 },
      );
      writeFileSync(file, whole);
    }
  });

  it('write kept weights anew where a resumption did not vouch for them', async () => {
    await write(new CheckpointWriter(temporary.path), checkpoint(1, 1));
    const file = path.join(temporary.path, 'checkpoint', 'kept-1.bin');
    writeFileSync(file, 'spoilt');
    await write(new CheckpointWriter(temporary.path), checkpoint(1, 1), checkpoint(2, 1));
    expect((await readCheckpoint(temporary.path)).checkpoint?.training).toEqual(checkpoint(2, 1));
    const before = readFileSync(file);
    await write(new CheckpointWriter(temporary.path, checkpoint(2, 1)), checkpoint(3, 1));
    expect(readFileSync(file)).toEqual(before);
    expect(files()).toEqual(['epoch-2.bin', 'epoch-3.bin', 'kept-1.bin']);
  });
});
