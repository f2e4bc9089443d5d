import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CrashBudget } from '../../../src/host/service/crashBudget.js';
import { ServiceThread } from '../../../src/host/service/serviceThread.js';
import { bundleScript } from '../../support/bundle.js';

let folder: string;
let script: string;
const threads: ServiceThread[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'bakeoff-thread-'));
  script = await bundleScript(path.join('..', 'host', 'service', 'fragileService.ts'), folder);
});
afterEach(() => {
  for (const thread of threads.splice(0)) thread.dispose();
});
afterAll(() => rmSync(folder, { recursive: true }));

function createThread() {
  const lines: string[] = [];
  const write = (level: string) => (message: unknown) => void lines.push(`${level} ${String(message)}`);
  const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  const thread = new ServiceThread({ script, log, restartDelayMs: 10 });
  threads.push(thread);
  /** What the fragile service answers to a wish. */
  const ask = (id: string) => thread.request('describeDataset', { id }) as Promise<unknown>;
  return { thread, ask, lines };
}

describe('the service thread', () => {
  it('begins with its first request, as Node in whatever program', async () => {
    const { ask } = createThread();
    expect(await ask('a')).toEqual({ served: 1, env: '1' });
    expect(await ask('b')).toEqual({ served: 2, env: '1' });
    expect(process.env.ELECTRON_RUN_AS_NODE).toBeUndefined();
  });

  it('begins anew after a crash, says so, and keeps its listeners', async () => {
    const { thread, ask, lines } = createThread();
    const events = vi.fn();
    const gone = vi.fn();
    thread.on('runEvents', events);
    thread.on('runEvents', gone).dispose();
    const silence = ask('silence');
    const restarted = new Promise<void>((resolve) => {
      thread.onDidRestart(() => {
        throw new Error('a listener that fails');
      });
      thread.onDidRestart(resolve);
    });
    await ask('crash');
    await expect(silence).rejects.toMatchObject({ code: 'closed' });
    await restarted;
    expect(await ask('notify')).toEqual({ served: 1, env: '1' });
    await vi.waitFor(() => expect(events).toHaveBeenCalledWith({ folder: '/run', events: [] }));
    expect(gone).not.toHaveBeenCalled();
    expect(lines[0]).toContain('error The service has crashed: Error: out of luck');
    expect(lines[1]).toContain('started again');
    expect(lines.join('\n')).toContain('a listener that fails');
  });

  it('gives up when it crashes again and again', async () => {
    const { ask, lines } = createThread();
    for (let crashes = 1; crashes <= 4; crashes += 1) {
      await ask('crash');
      await vi.waitFor(() => expect(lines.filter((line) => line.includes('has ended'))).toHaveLength(crashes));
    }
    await expect(ask('a')).rejects.toMatchObject({ code: 'closed', advice: expect.stringContaining('Reload') });
    expect(lines.at(-1)).toContain('too often');
  });

  it('hands what the thread prints to the log', async () => {
    const { ask, lines } = createThread();
    await ask('speak');
    await vi.waitFor(() => expect(lines).toContain('info service: hello from the thread'));
  });

  it('is silent once it is disposed', async () => {
    const { thread, ask, lines } = createThread();
    await ask('a');
    const silence = ask('silence');
    thread.dispose();
    thread.dispose();
    await expect(silence).rejects.toMatchObject({ code: 'closed' });
    await expect(ask('b')).rejects.toMatchObject({ code: 'closed' });
    expect(lines).toEqual([]);
  });

  it('tells that its script cannot be run', async () => {
    const { lines } = createThread();
    const write = (message: unknown) => void lines.push(String(message));
    const log = { debug: write, info: write, warn: write, error: write };
    const thread = new ServiceThread({ script: path.join(folder, 'none.cjs'), log, restartDelayMs: 1 });
    threads.push(thread);
    await expect(thread.request('listDatasets', null)).rejects.toMatchObject({ code: 'closed' });
    expect(lines.join('\n')).toContain('Cannot find module');
  });
});

describe('the budget of crashes', () => {
  it('is spent by too many in too short a time, and recovers', () => {
    let now = 0;
    const budget = new CrashBudget({ most: 2, withinMs: 100 }, () => now);
    for (const time of [0, 10]) {
      now = time;
      budget.add();
      expect(budget.isSpent()).toBe(false);
    }
    now = 20;
    budget.add();
    expect(budget.isSpent()).toBe(true);
    now = 101;
    expect(budget.isSpent()).toBe(false);
  });
});
