import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { writeStreamLine } from '../../src/ray/streamLines.js';
import { rayRunner } from '../../src/runner/rayRunner.js';
import { readRun } from '../../src/runs/readRun.js';
import { createRunFolder } from '../../src/runs/runFolder.js';
import { FakeRay } from '../support/fakeRay.js';
import { trainerEntry } from '../support/faultRuns.js';
import { completedRun, runStarted } from '../support/runEvents.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** As after a head was started anew: it has no packages, and its nodes remember what they failed to unpack. */
it('packages that a cluster has lost are put there again, under an environment that no node has refused', async () => {
  const refused: string[] = [];
  const ray = await FakeRay.listen({
    onJob: (id, { submission }, server) => {
      const environment = JSON.stringify(submission.runtime_env);
      const missing = refused.length === 0 || refused.includes(environment);
      if (missing) {
        refused.push(environment);
        server.packages.clear();
        const message = `runtime_env setup failed: Traceback ${'x'.repeat(2_000)} OSError: no such package`;
        server.finish(id, { status: 'FAILED', message, errorType: 'RUNTIME_ENV_SETUP_FAILURE' });
        return;
      }
      const messages = [
        { type: 'hello' as const, protocol: 1, version: '0', node: '22' },
        ...completedRun().map((event) => ({ type: 'event' as const, event })),
        { type: 'end' as const },
      ];
      server.finish(id, { status: 'SUCCEEDED', log: messages.map((said, at) => writeStreamLine(at, said)).join('') });
    },
  });
  const notes: string[] = [];
  const runner = rayRunner({
    url: ray.url,
    trainerEntry,
    onNote: (_, text) => void notes.push(text),
    patience: { retryMs: 5, lookMs: 5 },
  });
  closing.push(
    () => ray.close(),
    () => runner.close(),
  );
  const root = path.join(temporary.path, 'runs');
  const { folder } = await createRunFolder(root, { modelName: 'cnn', seed: 0, time: Date.now() });
  const training = await runner.start({ request: runStarted().request, runFolder: folder });
  for await (const _ of training.events);
  expect((await readRun(folder)).state.status).toBe('completed');
  expect(ray.jobs.size).toBe(2);
  // The trainer's package, and the second job's order.
  expect(ray.packages.size).toBe(2);
  expect(notes).toEqual([expect.stringContaining('OSError: no such package')]);
}, 20_000);
