import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PacerClock, RequestPacer } from '../../src/ray/requestPacer.js';

/** Time that passes only when everybody waits, at most `lateMs` later than asked for. */
class SimulatedClock implements PacerClock {
  #now = 0;
  readonly #late: () => number;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  constructor(late: () => number = () => 0) {
    this.#late = late;
  }

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#sleepers.push({ at: this.#now + milliseconds + this.#late(), wake: resolve });
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }

  /** Until nobody sleeps any more. */
  async run(): Promise<void> {
    for (;;) {
      // All that can go on without time goes on.
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.#sleepers.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) return;
      this.#sleepers.splice(this.#sleepers.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
  }
}

/** The most of some times within any second, its ends included. */
function busiestSecond(times: readonly number[]): number {
  return Math.max(0, ...times.map((from) => times.filter((time) => time >= from && time <= from + 1000).length));
}

describe('the pace of requests', () => {
  it('is at most ten in any second, in the order in which they asked, whenever that was and however late timers are', async () => {
    const waits = fc.array(fc.integer({ min: 0, max: 1500 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(waits, fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1 }), async (pauses, late) => {
        let timer = 0;
        const clock = new SimulatedClock(() => late[timer++ % late.length] ?? 0);
        const pacer = new RequestPacer(10, clock);
        const begun: { readonly asked: number; readonly time: number }[] = [];
        const ask = async () => {
          for (const [asked, pause] of pauses.entries()) {
            if (pause > 750) await clock.sleep(pause);
            void pacer.turn().then(() => begun.push({ asked, time: clock.now() }));
          }
        };
        void ask();
        await clock.run();
        expect(begun.map(({ asked }) => asked)).toEqual(pauses.map((_, asked) => asked));
        expect(busiestSecond(begun.map(({ time }) => time))).toBeLessThanOrEqual(10);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves room for requests that arrive late: a hundred milliseconds more or less on the way', async () => {
    const clock = new SimulatedClock();
    const pacer = new RequestPacer(10, clock);
    const arrived: number[] = [];
    for (let request = 0; request < 200; request += 1)
      void pacer.turn().then(() => arrived.push(clock.now() + ((request * 37) % 101)));
    await clock.run();
    expect(busiestSecond(arrived)).toBeLessThanOrEqual(10);
    // It is used, too.
    expect(200 / (clock.now() / 1000)).toBeGreaterThan(7);
  });

  it('gives the place of one that is aborted to the next, and tells it at once', async () => {
    const clock = new SimulatedClock();
    const pacer = new RequestPacer(10, clock);
    const begun: string[] = [];
    const abort = new AbortController();
    const turns = ['a', 'b', 'c', 'd'].map((name) =>
      pacer.turn(name === 'c' ? abort.signal : undefined).then(
        () => begun.push(`${name} ${Math.round(clock.now())}`),
        (reason: Error) => begun.push(`${name} ${reason.message}`),
      ),
    );
    abort.abort(new Error('given up'));
    await turns[2];
    await clock.run();
    await Promise.all(turns);
    expect(begun).toEqual(['c given up', 'a 0', 'b 0', 'd 130']);
  });
});
