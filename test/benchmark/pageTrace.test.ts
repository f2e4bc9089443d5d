import { describe, expect, it } from 'vitest';
import { readTrace, type TraceEvent, worstOf } from './pageTrace.js';

const event = (name: string, ts: number, dur: number, tdur: number, rest: Partial<TraceEvent> = {}): TraceEvent => ({
  name,
  cat: 'devtools.timeline',
  ph: 'X',
  pid: 7,
  tid: 1,
  ts: ts * 1000,
  dur: dur * 1000,
  tdur: tdur * 1000,
  ...rest,
});
const mark = (name: string, ts: number, rest: Partial<TraceEvent> = {}) =>
  event(name, ts, 0, 0, { cat: 'blink.user_timing', ph: 'I', ...rest });

describe('readTrace', () => {
  const trace = readTrace([
    mark('bake-off: this page', 0),
    event('RunTask', 10, 100, 12),
    event('FunctionCall', 12, 90, 9, { args: { data: { functionName: 'render' } } }),
    event('Layout', 20, 30, 4),
    event('RunTask', 130, 20, 18),
    event('RunTask', 135, 5, 5),
    event('RunTask', 20, 900, 800, { tid: 2 }),
    event('RunTask', 20, 900, 800, { pid: 8 }),
    mark('probe', 5),
    mark('probe', 120),
    mark('probe', 125),
    mark('probe', 200),
    mark('probe', 300),
    mark('probe', 6, { pid: 8 }),
  ]);

  it('has the tasks of the page’s thread alone, each once, with what they did', () => {
    expect(trace.tasks).toEqual([
      {
        start: 10,
        wall: 100,
        processor: 12,
        parts: [
          { name: 'FunctionCall render', processor: 5 },
          { name: 'Layout', processor: 4 },
          { name: 'RunTask', processor: 3 },
        ],
      },
      { start: 130, wall: 20, processor: 18, parts: [{ name: 'RunTask', processor: 18 }] },
    ]);
  });

  it('tells the processor’s time from that of a busy machine', () => {
    expect(worstOf(trace.tasks)?.start).toBe(130);
    expect(worstOf([])).toBeUndefined();
  });

  it('gives what was done between marks', () => {
    expect(trace.spans('probe')).toEqual([
      { wall: 115, processor: 12, worst: trace.tasks[0] },
      { wall: 75, processor: 18, worst: trace.tasks[1] },
    ]);
    expect(trace.spans('other')).toEqual([]);
  });

  it('refuses a trace of something else', () => {
    expect(() => readTrace([event('RunTask', 0, 1, 1)])).toThrow('no mark of the page');
  });
});
