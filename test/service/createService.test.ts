import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reduceRunEvents } from '../../src/core/run/state.js';
import { Channel } from '../../src/protocol/channel.js';
import type { AfterWindow } from '../../src/protocol/runners.js';
import type { HostContract, ServedRun, ServiceContract } from '../../src/protocol/service.js';
import { createRunFolder } from '../../src/runs/runFolder.js';
import { TrainerProcess } from '../../src/runs/trainerProcess.js';
import { createService } from '../../src/service/createService.js';
import { portPair } from '../protocol/portPair.js';
import { bundleScript } from '../support/bundle.js';
import { runStarted } from '../support/runEvents.js';
import { storeRun } from '../support/storedRun.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const ids = ['20260101-120000-ann-s0-aaaa', '20260102-120000-cnn-s0-bbbb'] as const;

let host: Channel<HostContract, ServiceContract>;
let service: { dispose(): void };
let logged: string[];

function connect(trainerEntry = '/none/trainer.cjs') {
  const [hostPort, servicePort] = portPair();
  host = new Channel(hostPort, {});
  service = createService(servicePort, { trainerEntry });
  logged = [];
  host.on('logged', ({ level, message }) => void logged.push(`${level} ${message}`));
}

beforeEach(() => connect());
afterEach(() => {
  service.dispose();
  host.dispose();
});

const root = () => path.join(temporary.path, 'runs');

/** The runs of the root, as they are told from now on. */
async function openRoot(): Promise<Map<string, ServedRun>> {
  const runs = new Map<string, ServedRun>();
  host.on('runsChanged', ({ root: of, changed, removed }) => {
    expect(of).toBe(root());
    for (const run of changed) runs.set(run.runId, run);
    for (const id of removed) runs.delete(id);
  });
  await host.request('openRoot', { root: root() });
  return runs;
}

describe('a runs root', () => {
  it('is told before the answer, and again whole when it is opened again', async () => {
    for (const id of ids) await storeRun(root(), id, { runId: id });
    const runs = await openRoot();
    expect([...runs.keys()].sort()).toEqual([...ids].sort());
    expect(runs.get(ids[0])).toMatchObject({ status: 'completed', folder: path.join(root(), ids[0]) });
    runs.clear();
    await host.request('openRoot', { root: root() });
    expect(runs.size).toBe(2);
  });

  it('warns of what is not a run', async () => {
    mkdirSync(path.join(root(), 'photos'), { recursive: true });
    const { warnings } = await host.request('openRoot', { root: root() });
    expect(warnings).toEqual([expect.stringContaining('photos')]);
  });

  it('tells a new name, and a deletion with its bytes, before the answer', async () => {
    for (const id of ids) await storeRun(root(), id, { runId: id });
    const runs = await openRoot();
    const folder = path.join(root(), ids[0]);
    await host.request('labelRun', { folder, label: ' baseline ' });
    expect(runs.get(ids[0])?.label).toBe('baseline');
    const bytes = await host.request('sizeOfRun', { folder });
    expect(bytes).toBeGreaterThan(1000);
    expect(await host.request('deleteRun', { folder })).toBe(bytes);
    expect([...runs.keys()]).toEqual([ids[1]]);
  });

  it('is silent once it is closed', async () => {
    const runs = await openRoot();
    await host.request('closeRoot', { root: root() });
    await storeRun(root(), ids[0], { runId: ids[0] });
    await host.request('labelRun', { folder: path.join(root(), ids[0]), label: 'x' });
    expect(runs.size).toBe(0);
  });
});

describe('a stored run', () => {
  it('is read with its name', async () => {
    const folder = await storeRun(root(), ids[0], { runId: ids[0] });
    await host.request('labelRun', { folder, label: 'first' });
    const run = await host.request('readRun', { folder });
    expect(run).toMatchObject({ runId: ids[0], folder, label: 'first', state: { status: 'completed' } });
    expect(await host.request('followRun', { folder })).toEqual(run);
    await host.request('unfollowRun', { folder });
    await host.request('unfollowRun', { folder });
  });

  it('is exported with others', async () => {
    const folders = [
      await storeRun(root(), ids[0], { runId: ids[0] }),
      await storeRun(root(), ids[1], { runId: ids[1] }),
    ];
    const csv = await host.request('exportRuns', { folders, format: 'csv', margin: 0.003 });
    expect(csv.split('\r\n')[0]).toContain('testAccuracy');
    for (const id of ids) expect(csv).toContain(id);
  });

  it('are made into a report with the page that is beside the trainer', async () => {
    const id = '20310405-060708-cnn-s0-aaaa';
    const folder = await storeRun(root(), id, { runId: id });
    await expect(host.request('makeReport', { folders: [folder], margin: 0.003 })).rejects.toMatchObject({
      code: 'report-impossible',
    });
    for (const name of ['webview.css', 'codicon.ttf', 'report.js', 'webview.js'])
      writeFileSync(path.join(temporary.path, name), `/* ${name} */`);
    connect(path.join(temporary.path, 'trainer.cjs'));
    const told: unknown[] = [];
    const html = await host.request(
      'makeReport',
      { folders: [folder], margin: 0.003 },
      { onProgress: (step) => told.push(step) },
    );
    const text = new TextDecoder().decode(html);
    expect(text).toContain('<title>Model Bake-off: cnn</title>');
    expect(text.indexOf('/* report.js */')).toBeLessThan(text.indexOf('/* webview.js */'));
    expect(told).toContainEqual({ message: 'Packing the report', fraction: 0.9 });
  });

  it.each([
    ['deleteRun', { folder: '/none/notarun' }, 'not-deleted'],
    ['labelRun', { folder: '/none', label: 'x'.repeat(101) }, 'invalid-value'],
    ['sizeOfRun', { folder: '/none/at/all' }, 'system-ENOENT'],
    ['resumeRun', { folder: '/none/at/all', cores: 0, afterWindow: 'stop' }, 'system-ENOENT'],
    ['verifyRun', { folder: '/none/at/all', cores: 0 }, 'not-verified'],
    ['describeDataset', { id: 'no-such-set' }, 'dataset-unknown-dataset'],
    ['fetchDataset', { id: 'idx:/none' }, 'dataset-nothing-to-fetch'],
  ] as const)('%s of what is not there says so', async (name, params, code) => {
    await expect(host.request(name, params as never)).rejects.toMatchObject({ code });
  });
});

describe('a training', () => {
  const start = (afterWindow: AfterWindow = 'stop') =>
    host.request('startRun', {
      root: root(),
      request: runStarted().request,
      modelName: 'ann',
      cores: 1,
      afterWindow,
    });

  it('is told from its start to its stop, live, without events piling up', async () => {
    service.dispose();
    connect(await bundleScript('slowTrainer.ts', temporary.path));
    const runs = await openRoot();
    const { runId, folder } = await start();
    expect(runs.get(runId)).toMatchObject({ folder, status: 'running' });
    let { state } = await host.request('followRun', { folder });
    host.on('runEvents', ({ events }) => {
      state = reduceRunEvents(events, state);
    });
    host.on('runReset', (notice) => {
      state = notice.state;
    });
    await vi.waitFor(() => expect(runs.get(runId)?.progress?.step).toBeGreaterThan(1), 10_000);
    await host.request('stopRun', { folder, reason: 'enough' });
    await vi.waitFor(() => expect(runs.get(runId)).toMatchObject({ status: 'stopped' }));
    expect(runs.get(runId)).not.toHaveProperty('progress');
    await vi.waitFor(() => expect(state.status).toBe('stopped'));
    expect(state).toEqual((await host.request('readRun', { folder })).state);
    expect(logged.join('\n')).toMatch(/info Training .*process \d+/);
  });

  it('of another program is told, and stopped', async () => {
    const runs = await openRoot();
    const { runId, folder } = await createRunFolder(root(), { modelName: 'ann', seed: 0, time: Date.now() });
    const entry = await bundleScript('slowTrainer.ts', temporary.path);
    const other = TrainerProcess.start({ entry, request: runStarted().request, runFolder: folder });
    await vi.waitFor(() => expect(runs.get(runId)?.progress?.step).toBeGreaterThan(1), 10_000);
    await host.request('stopRun', { folder, reason: 'enough of it' });
    await vi.waitFor(() => expect(runs.get(runId)).toMatchObject({ status: 'stopped' }));
    await other.exited;
    const { state } = await host.request('readRun', { folder });
    expect(state.stopReason).toBe('enough of it');
  });

  it('is held by this window only where it asks for that, and as long as it runs', async () => {
    service.dispose();
    connect(await bundleScript('slowTrainer.ts', temporary.path));
    await openRoot();
    const watchers = (folder: string) => path.join(folder, 'watchers', `${process.pid}.json`);
    const { folder } = await start();
    expect(existsSync(watchers(folder))).toBe(true);
    await host.request('stopRun', { folder, reason: 'enough' });
    await vi.waitFor(() => expect(existsSync(watchers(folder))).toBe(false));
    const going = await start('continue');
    expect(existsSync(watchers(going.folder))).toBe(false);
    await host.request('stopRun', { folder: going.folder, reason: 'enough' });
  });

  it('that cannot be started fails as a run, with its reason', async () => {
    writeFileSync(path.join(temporary.path, 'broken.cjs'), 'throw new Error("no trainer")');
    service.dispose();
    connect(path.join(temporary.path, 'broken.cjs'));
    const runs = await openRoot();
    const failed: unknown[] = [];
    host.on('trainingFailed', (notice) => void failed.push(notice));
    const { runId } = await start();
    await vi.waitFor(() => expect(runs.get(runId)).toMatchObject({ status: 'failed' }), 10_000);
    await vi.waitFor(() => expect(failed).toEqual([{ runId, message: runs.get(runId)?.failure?.message }]), 10_000);
    await vi.waitFor(() => expect(logged.join('\n')).toContain('no trainer'), 10_000);
  });
});

describe('datasets', () => {
  it('are listed and described', async () => {
    const [first, ...others] = await host.request('listDatasets', null);
    expect(others.map(({ id, isFetchable }) => [id, isFetchable])).toEqual([
      ['kmnist', true],
      ['cifar-10', true],
      ['cifar-100', true],
      ...['balanced', 'byclass', 'bymerge', 'digits', 'letters', 'mnist'].map((name) => [`emnist-${name}`, true]),
    ]);
    expect(first).toMatchObject({ id: 'fashion-mnist', isFetchable: true, dataset: { imageShape: [28, 28, 1] } });
    const described = await host.request('describeDataset', { id: 'fashion-mnist' });
    expect(described).toEqual({ normalizedId: 'fashion-mnist', dataset: first?.dataset });
  });
});
