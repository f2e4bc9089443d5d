import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { QueueStore } from '../../src/queue/queueStore.js';
import { QueueWorker } from '../../src/queue/queueWorker.js';
import { localRunner } from '../../src/runner/localRunner.js';
import { readRun } from '../../src/runs/readRun.js';
import { readClaim } from '../../src/runs/runClaim.js';
import { bundleScript } from '../support/bundle.js';
import {
  annText,
  makeImages,
  outcomeOf,
  requestOf,
  startRun,
  trainerEntry,
  triedEngines,
} from '../support/faultRuns.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const engine = triedEngines.includes('portable') ? 'portable' : triedEngines[0];

describe.skipIf(engine === undefined)('a job whose programs are all killed', () => {
  it('goes on from its last checkpoint and ends with the bits of a run that was never touched', async () => {
    const root = path.join(temporary.path, 'runs');
    mkdirSync(root);
    const request = requestOf(engine ?? '', makeImages(temporary.path), annText(30));
    const whole = await startRun(path.join(temporary.path, 'whole'), request);
    await whole.events;
    const store = new QueueStore(root);
    await store.add([{ request, modelName: 'ann' }]);
    const script = await bundleScript('queueParent.ts', temporary.path);
    const parent = spawn(process.execPath, [script, trainerEntry, root], { stdio: ['ignore', 'ignore', 'inherit'] });
    const folder = await untilEpoch(store, 3);
    const trainer = readClaim(folder)?.holder.pid;
    parent.kill('SIGKILL');
    if (trainer !== undefined) process.kill(trainer, 'SIGKILL');
    await new Promise((resolve) => parent.once('close', resolve));
    expect(store.read().jobs[0]?.state).toBe('running');
    const runner = localRunner({ entry: trainerEntry });
    await new QueueWorker({ store, runner, budget: () => ({ atOnce: 1, cores: 0 }) }).run();
    expect(store.read().jobs).toMatchObject([{ state: 'done', attempts: 2, runId: path.basename(folder) }]);
    expect((await readRun(folder)).state.resumptions?.[0]?.fromEpoch).toBeGreaterThanOrEqual(1);
    expect(await outcomeOf(folder)).toEqual(await outcomeOf(whole.folder));
  }, 90_000);
});

/** The run's folder, as soon as it has so many epochs. */
async function untilEpoch(store: QueueStore, epochs: number): Promise<string> {
  for (let look = 0; look < 2_000; look += 1) {
    const { runId } = store.read().jobs[0] ?? {};
    const folder = path.join(store.root, runId ?? '');
    if (runId !== undefined && (await readRun(folder).catch(() => undefined))?.state.epochs[epochs - 1] !== undefined)
      return folder;
    await sleep(10);
  }
  throw new Error('The job never came that far.');
}
