import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GradCamMessage } from '../../src/runs/explainMessages.js';
import { TaskTrainer } from '../../src/runs/taskTrainer.js';
import type { ActivationsMessage, EvaluateMessage } from '../../src/runs/trainerMessages.js';
import { runTrainerTask } from '../../src/runs/trainerTask.js';
import { runStarted } from '../support/runEvents.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const entry = path.join(__dirname, '..', 'support', 'fakeTrainer.mjs');
const activations = { type: 'activations' as const, runFolder: '/runs/a', imageShape: [1, 1, 1] as const };
const trainer = (behaviour: string) => new TaskTrainer({ entry, env: { FAKE_TRAINER: behaviour } });

describe('a trainer for tasks', () => {
  it('does several, one process for all, until it is released', async () => {
    const own = trainer('answer');
    const replies = await Promise.all(
      ['AA==', 'AQ=='].map((image) => own.do<ActivationsMessage>({ ...activations, image })),
    );
    expect(replies).toMatchObject([{ layers: [{ mean: 0 }] }, { layers: [{ mean: 1 }] }]);
    const pids = replies.map(({ probabilities }) => probabilities[2]);
    expect(pids[0]).toBe(pids[1]);
    expect(own.hasEnded).toBe(false);
    own.release();
    await expect.poll(() => own.hasEnded).toBe(true);
    await expect(own.do<ActivationsMessage>({ ...activations, image: 'AA==' })).rejects.toMatchObject({
      code: 'trainer-died',
    });
  });

  it('fails every open task when it dies, and says so of stopped ones', async () => {
    const dying = trainer('die of activations');
    const open = [
      dying.do<ActivationsMessage>({ ...activations, image: '' }),
      dying.do<ActivationsMessage>({ ...activations, image: '' }),
    ];
    for (const result of await Promise.allSettled(open))
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'trainer-died', message: /exit code 9/ } });
    const stopped = trainer('never answer');
    const waiting = expect(
      stopped.do<EvaluateMessage>({ type: 'evaluate', runFolder: '/runs/a' }),
    ).rejects.toMatchObject({
      code: 'stopped',
    });
    await stopped.stop('enough');
    await waiting;
  });

  it('ends a task that nobody waits for, not the others', async () => {
    const own = trainer('never answer');
    const controller = new AbortController();
    const task = { ...activations, type: 'gradCam' as const, image: '', classIndex: 0 };
    const waiting = own.do<GradCamMessage>(task, undefined, controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toMatchObject({ code: 'stopped', message: 'Stopped: enough.' });
    expect(await own.do<ActivationsMessage>({ ...activations, image: 'AQ==' })).toMatchObject({
      layers: [{ mean: 1 }],
    });
    await expect(own.do<GradCamMessage>(task, undefined, controller.signal)).rejects.toThrow('enough');
    own.release();
  });

  it('tells how far a task is', async () => {
    mkdirSync(path.join(temporary.path, 'run'));
    const runFolder = path.join(temporary.path, 'run');
    writeFileSync(
      path.join(runFolder, 'events.ndjson'),
      `${JSON.stringify({ ...runStarted(), validationCount: 5 })}\n`,
    );
    const told: number[][] = [];
    const task = { type: 'predictSplit' as const, runFolder, split: 'validation' as const };
    const options = { entry, env: { FAKE_TRAINER: 'answer' }, onProgress: (...far: number[]) => void told.push(far) };
    expect(await runTrainerTask(task, options)).toMatchObject({ type: 'splitPredicted', count: 5 });
    expect(told).toEqual([[1, 5]]);
  });
});
