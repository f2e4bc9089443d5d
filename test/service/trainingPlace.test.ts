import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Channel } from '../../src/protocol/channel.js';
import type { UsedRunner } from '../../src/protocol/runners.js';
import type { HostContract, ServedRun, ServiceContract } from '../../src/protocol/service.js';
import { findLeftJobs } from '../../src/ray/leftJobs.js';
import { ORDER_FILE, parseOrder } from '../../src/ray/orderFile.js';
import { readRayRunFile } from '../../src/ray/rayRunFile.js';
import { writeStreamLine } from '../../src/ray/streamLines.js';
import { handRunTo } from '../../src/runs/runClaim.js';
import { createService } from '../../src/service/createService.js';
import { portPair } from '../protocol/portPair.js';
import { FakeRay, type FakeRayOptions } from '../support/fakeRay.js';
import { trainerEntry } from '../support/faultRuns.js';
import { completedRun, runStarted } from '../support/runEvents.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';
import { unpackVsix } from '../support/unpackVsix.js';

const temporary = useTemporaryFolder();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const root = () => path.join(temporary.path, 'runs');

async function fake(options: FakeRayOptions = {}, port = 0): Promise<FakeRay> {
  const ray = await FakeRay.listen(options, port);
  closing.push(() => ray.close());
  return ray;
}

/** A window: its service, the runs that it is told of, and what people are told. */
async function openWindow(used: UsedRunner) {
  const [hostPort, servicePort] = portPair();
  const host = new Channel<HostContract, ServiceContract>(hostPort, {});
  const service = createService(servicePort, { trainerEntry });
  const runs = new Map<string, ServedRun>();
  const told: string[] = [];
  host.on('runsChanged', ({ changed }) => {
    for (const run of changed) runs.set(run.runId, run);
  });
  host.on('trainingNoted', ({ message }) => void told.push(message));
  host.on('trainingFailed', ({ message }) => void told.push(message));
  host.on('clusterRefused', ({ code }) => void told.push(code));
  const close = () => {
    service.dispose();
    host.dispose();
  };
  closing.push(close);
  await host.request('useRunner', used);
  mkdirSync(root(), { recursive: true });
  await host.request('openRoot', { root: root() });
  return { host, runs, told, close };
}

const { request } = runStarted();
const order = () => ({ root: root(), request, modelName: 'cnn', cores: 0, afterWindow: 'stop' as const });
const lines = [
  { type: 'hello' as const, protocol: 1, version: '0', node: '22' },
  ...completedRun().map((event) => ({ type: 'event' as const, event })),
  { type: 'end' as const },
].map((message, index) => writeStreamLine(index, message));

/** Lines up to the end of the first epoch. */
const FIRST_EPOCH = 6;

describe('the place where a window trains', () => {
  it('is the cluster that the host names; the run is in the window as any other, and says where it ran', async () => {
    const ray = await fake({
      token: 'right',
      onJob: (id, job, server) => {
        job.status = 'RUNNING';
        server.finish(id, { status: 'SUCCEEDED', log: lines.join('') });
      },
    });
    const { host, runs } = await openWindow({ runner: 'ray', address: ray.url.href, token: 'right' });
    expect(await host.request('checkCluster', null)).toMatchObject({ rayVersion: '2.60.0' });
    const { runId, folder } = await host.request('startRun', order());
    await vi.waitFor(() => expect(runs.get(runId)?.status).toBe('completed'), 10_000);
    expect(readRayRunFile(folder)).toBeUndefined();
    expect([...ray.jobs.values()][0]?.submission).toMatchObject({ entrypoint_num_cpus: 1 });
  });

  it('tells the workers which images they must find', async () => {
    const ray = await fake({
      onJob: (id, _, server) => server.finish(id, { status: 'SUCCEEDED', log: lines.join('') }),
    });
    const { host } = await openWindow({ runner: 'ray', address: ray.url.href });
    await host.request('startRun', order());
    await vi.waitFor(() => expect(ray.jobs.size).toBe(1), 10_000);
    const environment = [...ray.jobs.values()].map(({ submission }) => submission.runtime_env);
    const modules = (environment as { readonly py_modules: readonly string[] }[]).flatMap((one) => one.py_modules);
    expect(modules).toHaveLength(1);
    const zip = path.join(temporary.path, 'package.zip');
    writeFileSync(zip, ray.packages.get(modules[0]?.replace('gcs://', '') ?? '') ?? '');
    await unpackVsix(zip, path.join(temporary.path, 'package'));
    const text = readFileSync(path.join(temporary.path, 'package', ORDER_FILE), 'utf8');
    expect(parseOrder(text).imagesChecksum).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses before there is a run folder: no address, no address at all, wrong token, nobody there', async () => {
    const guarded = await fake({ token: 'right' });
    const gone = await fake();
    const { url } = gone;
    await gone.close();
    const { host } = await openWindow({ runner: 'ray', address: '' });
    for (const [used, code] of [
      [{ address: '' }, 'ray-bad-address'],
      [{ address: 'ray://head:10001' }, 'ray-bad-address'],
      [{ address: guarded.url.href, token: 'wrong' }, 'ray-unauthorized'],
      [{ address: url.href }, 'ray-unreachable'],
    ] as const) {
      await host.request('useRunner', { runner: 'ray', ...used });
      await expect(host.request('startRun', order())).rejects.toMatchObject({
        code,
        advice: expect.stringMatching(/\w/),
      });
    }
    expect(readdirSync(root()).filter((name) => !name.startsWith('.'))).toEqual([]);
  }, 20_000);

  it('asks a cluster once for all trainings that begin together, and anew when a person tries again', async () => {
    const guarded = await fake({ token: 'right' });
    const { host } = await openWindow({ runner: 'ray', address: guarded.url.href, token: 'wrong' });
    const begin = async () => {
      const orders = Array.from({ length: 40 }, () => host.request('startRun', order()));
      const outcomes = await Promise.allSettled(orders);
      expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'rejected'));
    };
    await begin();
    expect(guarded.requests).toHaveLength(1);
    await vi.waitFor(async () => {
      await begin();
      expect(guarded.requests.length).toBeGreaterThan(1);
    }, 10_000);
    expect(guarded.requests).toHaveLength(2);
  }, 20_000);

  it('is left by a window that closes; the next one attaches to the job, though it trains here, and loses nothing', async () => {
    const ray = await fake({
      onJob: (id, job, server) => {
        job.status = 'RUNNING';
        server.write(id, lines.slice(0, FIRST_EPOCH).join(''));
      },
    });
    const first = await openWindow({ runner: 'ray', address: ray.url.href });
    const { runId, folder } = await first.host.request('startRun', order());
    await vi.waitFor(() => expect(first.runs.get(runId)?.epochs).toBe(1), 10_000);
    first.close();
    await vi.waitFor(
      async () => expect((await findLeftJobs(root())).map((left) => left.folder)).toEqual([folder]),
      10_000,
    );
    const second = await openWindow({ runner: 'local', address: ray.url.href });
    await vi.waitFor(() => expect(second.runs.get(runId)?.status).toBe('running'), 10_000);
    const id = [...ray.jobs.keys()][0] ?? '';
    ray.write(id, lines.slice(FIRST_EPOCH).join(''));
    ray.finish(id, { status: 'SUCCEEDED' });
    await vi.waitFor(() => expect(second.runs.get(runId)?.status).toBe('completed'), 10_000);
    expect(ray.jobs.size).toBe(1);
    const { state } = await second.host.request('readRun', { folder });
    expect(state.epochs.map(({ epoch }) => epoch)).toEqual([...new Set(state.epochs.map(({ epoch }) => epoch))]);
    expect(state.epochs.length).toBe(3);
  }, 30_000);

  it('attaches to a job that another process follows as soon as that has ended, as a window does that is reloaded', async () => {
    const ray = await fake({
      onJob: (id, job, server) => {
        job.status = 'RUNNING';
        server.write(id, lines.slice(0, FIRST_EPOCH).join(''));
      },
    });
    const first = await openWindow({ runner: 'ray', address: ray.url.href });
    const { runId, folder } = await first.host.request('startRun', order());
    await vi.waitFor(() => expect(first.runs.get(runId)?.epochs).toBe(1), 10_000);
    first.close();
    await vi.waitFor(async () => expect(await findLeftJobs(root())).toHaveLength(1), 10_000);
    // The window that was left behind lives on for a while, and holds the run.
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    closing.push(() => other.kill('SIGKILL'));
    const { pid = 0 } = other;
    handRunTo(folder, pid);
    const second = await openWindow({ runner: 'ray', address: ray.url.href });
    await vi.waitFor(() => expect(second.runs.get(runId)?.status).toBe('running'), 10_000);
    const tails = () => ray.requests.filter(({ path: asked }) => asked.endsWith('/logs/tail')).length;
    const before = tails();
    other.kill('SIGKILL');
    await vi.waitFor(() => expect(tails()).toBe(before + 1), 10_000);
    const id = [...ray.jobs.keys()][0] ?? '';
    ray.write(id, lines.slice(FIRST_EPOCH).join(''));
    ray.finish(id, { status: 'SUCCEEDED' });
    await vi.waitFor(() => expect(second.runs.get(runId)?.status).toBe('completed'), 10_000);
    expect(ray.jobs.size).toBe(1);
  }, 30_000);

  it('says why jobs that go on cannot be followed, and attaches once it has the token', async () => {
    const ray = await fake({
      token: 'right',
      onJob: (id, job, server) => {
        job.status = 'RUNNING';
        server.write(id, lines.slice(0, FIRST_EPOCH).join(''));
      },
    });
    const used = { runner: 'ray', address: ray.url.href } as const;
    const first = await openWindow({ ...used, token: 'right' });
    const { runId } = await first.host.request('startRun', order());
    await vi.waitFor(() => expect(first.runs.get(runId)?.epochs).toBe(1), 10_000);
    first.close();
    await vi.waitFor(async () => expect(await findLeftJobs(root())).toHaveLength(1), 10_000);
    const second = await openWindow(used);
    await vi.waitFor(() => expect(second.told).toEqual(['ray-unauthorized']), 10_000);
    expect(second.runs.get(runId)?.status).toBe('interrupted');
    await second.host.request('useRunner', { ...used, token: 'right' });
    await vi.waitFor(() => expect(second.runs.get(runId)?.status).toBe('running'), 10_000);
    expect(ray.jobs.size).toBe(1);
    expect(second.told).toHaveLength(1);
  }, 30_000);

  it('is where a run is stopped from', async () => {
    const ray = await fake({
      onJob: (id, job, server) => {
        job.status = 'RUNNING';
        server.write(id, lines.slice(0, FIRST_EPOCH).join(''));
      },
      onStop: (id, _, server) => server.finish(id, { status: 'STOPPED' }),
    });
    const { host, runs } = await openWindow({ runner: 'ray', address: ray.url.href });
    const { runId, folder } = await host.request('startRun', order());
    await vi.waitFor(() => expect(runs.get(runId)?.epochs).toBeGreaterThan(0), 10_000);
    await host.request('stopRun', { folder, reason: 'enough' });
    await vi.waitFor(() => expect(runs.get(runId)).toMatchObject({ status: 'stopped', stopReason: 'enough' }));
    expect(existsSync(path.join(folder, 'ray.json'))).toBe(false);
  }, 20_000);

  it('says of a job at another cluster where that is', async () => {
    const ray = await fake({ onJob: (id, _, server) => server.finish(id, { status: 'RUNNING' }) });
    const first = await openWindow({ runner: 'ray', address: ray.url.href });
    const { folder } = await first.host.request('startRun', order());
    await vi.waitFor(() => expect(readRayRunFile(folder)).toBeDefined());
    first.close();
    await vi.waitFor(async () => expect(await findLeftJobs(root())).toHaveLength(1), 10_000);
    const { host } = await openWindow({ runner: 'local', address: '' });
    const resumed = host.request('resumeRun', { folder, cores: 0, afterWindow: 'stop' });
    await expect(resumed).rejects.toMatchObject({ message: expect.stringContaining(ray.url.host) });
  }, 20_000);
});
