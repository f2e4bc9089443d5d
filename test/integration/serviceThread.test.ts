import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'jsonc-parser';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunRequest } from '../../src/core/run/request.js';
import { type RunState, reduceRunEvents } from '../../src/core/run/state.js';
import { ServiceThread } from '../../src/host/service/serviceThread.js';
import type { AfterWindow } from '../../src/protocol/runners.js';
import type { ServedRun } from '../../src/protocol/service.js';
import { readRun } from '../../src/runs/readRun.js';
import { readClaim } from '../../src/runs/runClaim.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const project = path.resolve(__dirname, '../..');
const script = path.join(project, 'dist', 'service.cjs');
const isBuilt = existsSync(script) && existsSync(path.join(project, 'dist', 'trainer.cjs'));
if (!isBuilt) process.stderr.write('skipped: the service as a thread: dist/service.cjs is not there: npm run build\n');

const temporary = useTemporaryFolder();
const root = () => path.join(temporary.path, '.bakeoff', 'runs');
let windows: ServiceWindow[] = [];

beforeEach(() => {
  windows = [];
});
afterEach(() => {
  for (const { thread } of windows) thread.dispose();
});

/** So many epochs are never over before they are stopped. */
const ENDLESS = 5_000;

/** A window of the editor, as far as runs go: what it was told of them. */
class ServiceWindow {
  readonly lines: string[] = [];
  readonly thread: ServiceThread;
  readonly runs = new Map<string, ServedRun>();
  /** Of followed runs, by folder: the fold of what came. */
  readonly states = new Map<string, RunState>();

  constructor() {
    const write = (message: unknown) => void this.lines.push(String(message));
    this.thread = new ServiceThread({ script, log: { debug: write, info: write, warn: write, error: write } });
    this.thread.on('runsChanged', ({ changed, removed }) => {
      for (const run of changed) this.runs.set(run.folder, run);
      for (const id of removed) this.runs.delete(path.join(root(), id));
    });
    this.thread.on('runEvents', ({ folder, events }) => {
      const state = this.states.get(folder);
      if (state !== undefined) this.states.set(folder, reduceRunEvents(events, state));
    });
    this.thread.on('runReset', ({ folder, state }) => void this.states.set(folder, state));
    windows.push(this);
  }

  async open(): Promise<void> {
    await this.thread.request('openRoot', { root: root() });
  }

  async start(epochs: number, afterWindow: AfterWindow = 'continue'): Promise<string> {
    const request = requestOf(epochs);
    const params = { root: root(), request, modelName: 'ann', cores: 1, afterWindow };
    return (await this.thread.request('startRun', params)).folder;
  }

  async follow(folder: string): Promise<void> {
    const { state } = await this.thread.request('followRun', { folder });
    this.states.set(folder, state);
  }

  /** Until the run has got so far, as the list tells it. */
  async sees(folder: string, status: RunState['status'], step = 0): Promise<void> {
    await vi.waitFor(
      () => {
        const run = this.runs.get(folder);
        expect(run?.status).toBe(status);
        expect(run?.progress?.step ?? 0).toBeGreaterThanOrEqual(step);
      },
      { timeout: 40_000, interval: 20 },
    );
  }
}

/** Two thousand images of the embedded sample, on the portable engine: all epochs, as nothing stops them early. */
function requestOf(epochs: number): RunRequest {
  const definitionPath = path.join(project, 'data', 'ann-relu.model.jsonc');
  const { layers, name } = parse(readFileSync(definitionPath, 'utf8')) as { layers: unknown; name: string };
  return {
    definitionText: JSON.stringify({ name, layers, training: { callbacks: [] } }),
    definitionPath,
    dataset: 'fashion-mnist',
    seed: 3,
    validationSplit: 0.2,
    limit: 2_000,
    recipe: { epochs },
    engine: 'portable',
  };
}

/** What is told live is what anyone reads from disk. */
async function expectSameAsOnDisk(window: ServiceWindow, folder: string): Promise<RunState> {
  const { state } = await readRun(folder);
  await vi.waitFor(() => expect(window.states.get(folder)).toEqual(state), { timeout: 5_000 });
  return state;
}

describe.skipIf(!isBuilt)('the service as a thread', () => {
  it('trains, and tells every event until the end', async () => {
    const window = new ServiceWindow();
    await window.open();
    const folder = await window.start(1);
    expect(window.runs.get(folder)).toMatchObject({ status: 'running' });
    await window.follow(folder);
    await window.sees(folder, 'running', 1);
    await window.sees(folder, 'completed');
    const state = await expectSameAsOnDisk(window, folder);
    expect(state).toMatchObject({ status: 'completed', evaluation: { test: { accuracy: expect.any(Number) } } });
    expect(window.runs.get(folder)?.testAccuracy).toBe(state.evaluation?.test.accuracy);
    expect(existsSync(path.join(temporary.path, '.bakeoff', '.gitignore'))).toBe(true);
    const verification = await window.thread.request('verifyRun', { folder, cores: 1 });
    expect(verification).toMatchObject({ verdict: 'identical', includesEnd: true });
    expect((await window.thread.request('readRun', { folder })).verification).toEqual(verification);
  }, 60_000);

  it('stops and resumes a training, also from another window', async () => {
    const [one, other] = [new ServiceWindow(), new ServiceWindow()];
    await Promise.all([one.open(), other.open()]);
    const folder = await one.start(ENDLESS);
    await one.follow(folder);
    await other.sees(folder, 'running', 1);
    await other.thread.request('stopRun', { folder, reason: 'seen enough' });
    await Promise.all([one.sees(folder, 'stopped'), other.sees(folder, 'stopped')]);
    expect(await expectSameAsOnDisk(one, folder)).toMatchObject({ status: 'stopped', stopReason: 'seen enough' });
    await other.thread.request('resumeRun', { folder, cores: 1, afterWindow: 'continue' });
    await one.sees(folder, 'running', 1);
    await one.thread.request('stopRun', { folder, reason: 'once more' });
    const state = await expectSameAsOnDisk(one, folder);
    expect(state).toMatchObject({ status: 'stopped', stopReason: 'once more' });
    expect(state.resumptions).toHaveLength(1);
  }, 60_000);

  it('tells that a trainer was killed', async () => {
    const window = new ServiceWindow();
    await window.open();
    const folder = await window.start(ENDLESS);
    await window.follow(folder);
    await window.sees(folder, 'running', 1);
    process.kill(readClaim(folder)?.holder.pid ?? 0, 'SIGKILL');
    await window.sees(folder, 'failed');
    const state = await expectSameAsOnDisk(window, folder);
    expect(state.failure?.code).toBe('trainer-died');
    expect(window.runs.get(folder)?.isResumable).toBe(true);
  }, 60_000);

  it.each(['continue', 'stop'] as const)(
    'begun anew in mid-run, finds it again and follows it to the same end (%s)',
    async (afterWindow) => {
      const before = new ServiceWindow();
      await before.open();
      const folder = await before.start(3, afterWindow);
      await before.sees(folder, 'running', 5);
      before.thread.dispose();
      const after = new ServiceWindow();
      await after.open();
      await after.follow(folder);
      expect(after.runs.get(folder)).toMatchObject({ status: 'running', progress: { epochs: 3 } });
      await after.sees(folder, 'completed');
      const state = await expectSameAsOnDisk(after, folder);
      expect(state.epochs).toHaveLength(3);
      expect(state).not.toHaveProperty('resumptions');
    },
    60_000,
  );
});
