import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../../src/core/run/events.js';
import { reduceRunEvents } from '../../../src/core/run/state.js';
import type { Service } from '../../../src/host/host.js';
import { type RunsAudience, type RunToShow, ShownRuns } from '../../../src/host/panel/shownRuns.js';
import type { ServiceNotices } from '../../../src/protocol/service.js';
import { completedRun } from '../../support/runEvents.js';

const events = completedRun();
const cut = 4;

/** A service whose answers come when the test says so. */
class FakeService {
  readonly asked: string[] = [];
  readonly #listeners = new Map<string, Set<(payload: never) => void>>();
  #answers: (() => void)[] = [];
  failing: string | undefined;

  readonly asService = this as unknown as Service;

  request(name: string, { folder }: { folder: string }): Promise<unknown> {
    this.asked.push(`${name} ${folder}`);
    if (name === 'unfollowRun') return Promise.reject(new Error('gone'));
    return new Promise((resolve, reject) => {
      this.#answers.push(() => {
        if (folder === this.failing) reject(new Error('It cannot be read.'));
        else resolve({ runId: folder.slice(1), folder, state: reduceRunEvents(events.slice(0, cut)) });
      });
    });
  }

  on(name: string, listener: (payload: never) => void) {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return { dispose: () => listeners.delete(listener) };
  }

  answerAll(): void {
    for (const answer of this.#answers) answer();
    this.#answers = [];
  }

  tell<Name extends keyof ServiceNotices>(name: Name, payload: ServiceNotices[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(payload as never);
  }

  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }
}

function run(runId: string, facts = {}): RunToShow {
  return { runId, folder: `/${runId}`, facts };
}

describe('the runs on the page', () => {
  let service: FakeService;
  let told: { runId: string; events: readonly RunEvent[] }[];
  let shownCount: number;
  let factsTold: unknown[];
  let shown: ShownRuns;

  beforeEach(() => {
    vi.useFakeTimers();
    service = new FakeService();
    told = [];
    shownCount = 0;
    factsTold = [];
    const audience: RunsAudience = {
      onShown: () => {
        shownCount += 1;
      },
      onEvents: (added) => void told.push(...added),
      onFacts: (facts) => factsTold.push(...facts),
    };
    shown = new ShownRuns(service.asService, audience);
    shown.isSeen = true;
  });

  afterEach(() => {
    shown.dispose();
    vi.useRealTimers();
  });

  async function show(...runs: RunToShow[]): Promise<void> {
    const done = shown.show(runs);
    service.answerAll();
    await done;
  }

  it('are told once they have been read, in the order asked for, each with its letter', async () => {
    await show(run('b'), run('a', { label: 'mine' }));
    expect(shownCount).toBe(1);
    expect(shown.runs.map(({ runId, letter, label }) => [runId, letter, label])).toEqual([
      ['b', 'A', undefined],
      ['a', 'B', 'mine'],
    ]);
    expect(shown.runs[0]?.state.epochs).toHaveLength(0);
    expect(shown.runs[0]?.batches).toHaveLength(1);
  });

  it('keep their letters when others come and go', async () => {
    await show(run('a'), run('b'), run('c'));
    await show(run('d'), run('c'), run('b'));
    expect(shown.runs.map(({ letter }) => letter)).toEqual(['A', 'C', 'B']);
    expect(service.asked.filter((asked) => asked.startsWith('unfollow'))).toEqual(['unfollowRun /a']);
  });

  it('go on by events, which reach the page at most ten times a second, in order', async () => {
    await show(run('a'));
    for (const event of events.slice(cut)) {
      service.tell('runEvents', { folder: '/a', events: [event] });
      vi.advanceTimersByTime(9);
    }
    vi.advanceTimersByTime(200);
    expect(told.flatMap((message) => message.events)).toEqual(events.slice(cut));
    expect(told.length).toBeLessThanOrEqual(Math.ceil((9 * events.length) / 100) + 1);
    expect(shown.runs[0]?.state).toEqual(reduceRunEvents(events));
  });

  it('lose no event that comes before the state has been taken', async () => {
    const done = shown.show([run('a')]);
    service.answerAll();
    service.tell('runEvents', { folder: '/a', events: events.slice(cut) });
    await done;
    expect(shown.runs[0]?.state).toEqual(reduceRunEvents(events));
    vi.advanceTimersByTime(200);
    expect(told).toEqual([]);
  });

  it('are not told while nobody looks, and go on none the less', async () => {
    await show(run('a'));
    service.tell('runEvents', { folder: '/a', events: events.slice(cut, cut + 1) });
    shown.isSeen = false;
    service.tell('runEvents', { folder: '/a', events: events.slice(cut + 1) });
    vi.advanceTimersByTime(200);
    expect(told).toEqual([]);
    shown.isSeen = true;
    vi.advanceTimersByTime(200);
    expect(told).toEqual([]);
    expect(shown.runs[0]?.state).toEqual(reduceRunEvents(events));
  });

  it('are told whole when one was cut off, and nothing of it twice', async () => {
    await show(run('a'));
    service.tell('runEvents', { folder: '/a', events: events.slice(cut, cut + 2) });
    service.tell('runReset', { folder: '/a', state: reduceRunEvents(events.slice(0, 3)) });
    vi.advanceTimersByTime(200);
    expect(shownCount).toBe(2);
    expect(told).toEqual([]);
    expect(shown.runs[0]?.state).toEqual(reduceRunEvents(events.slice(0, 3)));
  });

  it('are asked for once, even if they are wanted twice at a time', async () => {
    const first = shown.show([run('a')]);
    const second = shown.show([run('a'), run('b')]);
    service.answerAll();
    await Promise.all([first, second]);
    expect(service.asked).toEqual(['followRun /a', 'followRun /b']);
    expect(shown.runs.map(({ runId }) => runId)).toEqual(['a', 'b']);
    expect(shownCount).toBe(1);
  });

  it('are let go when they are no longer wanted by the time they have been read', async () => {
    const first = shown.show([run('a')]);
    const second = shown.show([run('b')]);
    service.answerAll();
    await Promise.all([first, second]);
    expect(shown.runs.map(({ runId }) => runId)).toEqual(['b']);
    expect(service.asked).toContain('unfollowRun /a');
  });

  it('that cannot be shown are named, with the reason', async () => {
    service.failing = '/b';
    await show(run('a'), run('b'), { runId: 'c', facts: {} });
    expect(shown.runs.map(({ runId }) => runId)).toEqual(['a']);
    expect(shown.missing).toEqual([
      { runId: 'b', reason: 'It cannot be read.' },
      { runId: 'c', reason: 'There is no such run any more.' },
    ]);
  });

  it('are a hundred at most', async () => {
    await show(...Array.from({ length: 102 }, (_, index) => run(`run${index}`)));
    expect(shown.runs).toHaveLength(100);
    expect(shown.missing.map(({ runId }) => runId)).toEqual(['run100', 'run101']);
  });

  it('tell of labels and edits only where those are new', async () => {
    await show(run('a', { label: 'old' }), run('b'));
    shown.setFacts([run('a', { label: 'new', isStale: true }), run('b'), run('other', { label: 'x' })]);
    expect(factsTold).toEqual([{ runId: 'a', label: 'new', isStale: true }]);
    expect(shown.runs[0]).toMatchObject({ label: 'new', isStale: true });
  });

  it('are all let go in the end', async () => {
    await show(run('a'), run('b'));
    shown.dispose();
    expect(service.asked.slice(-2)).toEqual(['unfollowRun /a', 'unfollowRun /b']);
    expect(service.listenerCount).toBe(0);
  });
});
