import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ActivationsMessage } from '../../src/runs/trainerMessages.js';
import { WarmTrainer } from '../../src/service/warmTrainer.js';

const entry = path.join(__dirname, '..', 'support', 'fakeTrainer.mjs');
const task = { type: 'activations', runFolder: '/runs/a', imageShape: [1, 1, 1], image: 'AA==' } as const;
const pidOf = async (trainer: WarmTrainer, cores = 1): Promise<number> =>
  (await trainer.do<ActivationsMessage>(task, cores)).probabilities[2] ?? 0;
const isGone = (pid: number) => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

afterEach(() => vi.unstubAllEnvs());

describe('a trainer that is kept warm', () => {
  it('is one process for tasks that follow each other, and another for other cores', async () => {
    const trainer = new WarmTrainer({ entry });
    const pid = await pidOf(trainer);
    expect(await pidOf(trainer)).toBe(pid);
    expect(await Promise.all([pidOf(trainer), pidOf(trainer)])).toEqual([pid, pid]);
    const other = await pidOf(trainer, 2);
    expect(other).not.toBe(pid);
    await vi.waitFor(() => expect(isGone(pid)).toBe(true), 5_000);
    trainer.dispose();
    await vi.waitFor(() => expect(isGone(other)).toBe(true), 5_000);
  });

  it('ends when it has had nothing to do for a while, and begins anew', async () => {
    const trainer = new WarmTrainer({ entry, idleMs: 50 });
    const pid = await pidOf(trainer);
    await vi.waitFor(() => expect(isGone(pid)).toBe(true), 5_000);
    expect(await pidOf(trainer)).not.toBe(pid);
    trainer.dispose();
  });

  it('that dies is followed by another', async () => {
    vi.stubEnv('FAKE_TRAINER', 'die of activations');
    const trainer = new WarmTrainer({ entry });
    await expect(trainer.do(task, 1)).rejects.toMatchObject({ code: 'trainer-died' });
    vi.stubEnv('FAKE_TRAINER', 'answer');
    expect(await pidOf(trainer)).toBeGreaterThan(0);
    trainer.dispose();
  });
});
