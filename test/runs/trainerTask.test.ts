import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runTrainerTask } from '../../src/runs/trainerTask.js';

const entry = path.join(__dirname, '..', 'support', 'fakeTrainer.mjs');
const task = { type: 'evaluate' as const, runFolder: '/runs/a', dataset: 'idx:/data' };
const run = (behaviour: string, signal?: AbortSignal) =>
  runTrainerTask(task, { entry, env: { FAKE_TRAINER: behaviour }, ...(signal === undefined ? {} : { signal }) });

describe('runTrainerTask', () => {
  it('gives the reply', async () => {
    expect(await run('answer')).toMatchObject({ type: 'evaluated', dataset: { id: 'idx:/data' } });
  });

  it('throws what the task threw', async () => {
    await expect(run('fail tasks')).rejects.toMatchObject({
      name: 'TrainerTaskError',
      code: 'dataset-unavailable',
      message: 'There is no such dataset.',
    });
  });

  it('throws when the trainer dies', async () => {
    await expect(run('die silently')).rejects.toMatchObject({ code: 'trainer-died', message: /exit code 9/ });
  });

  it('stops when told', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort('Ctrl-C'), 300);
    await expect(run('never answer', controller.signal)).rejects.toMatchObject({ code: 'stopped' });
    await expect(run('answer', AbortSignal.abort('Ctrl-C'))).rejects.toMatchObject({ message: 'Stopped: Ctrl-C.' });
  });
});
