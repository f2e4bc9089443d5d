import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialRunState, markInterrupted, reduceRunEvents } from '../../src/core/run/state.js';
import { parseEvents } from '../../src/runs/readEvents.js';
import { readRun } from '../../src/runs/readRun.js';
import { handRunTo } from '../../src/runs/runClaim.js';
import { eventLines, storeEvents } from '../support/eventLines.js';
import { completedRun, RUN_ID } from '../support/runEvents.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const events = completedRun();
const whole = Buffer.from(eventLines(events));

/** Byte at which each line ends, its newline included. */
const lineEnds = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);

describe('readRun', () => {
  it('replays a run exactly as it was live', async () => {
    const run = await readRun(storeEvents(temporary.path, RUN_ID, events));
    expect(run.runId).toBe(RUN_ID);
    expect(run.state).toEqual(reduceRunEvents(events));
  });

  it('reads a run without an end as interrupted, and as running while its trainer lives', async () => {
    const folder = storeEvents(temporary.path, RUN_ID, events.slice(0, 6));
    expect((await readRun(folder)).state).toEqual(markInterrupted(reduceRunEvents(events.slice(0, 6))));
    handRunTo(folder, process.pid);
    expect((await readRun(folder)).state).toEqual(reduceRunEvents(events.slice(0, 6)));
  });

  it('does not take another process with the same pid for the trainer', async () => {
    const folder = storeEvents(temporary.path, RUN_ID, events.slice(0, 6));
    handRunTo(folder, process.pid);
    const note = path.join(folder, 'trainer.pid');
    const { pid, startedAt } = JSON.parse(readFileSync(note, 'utf8'));
    expect(typeof startedAt).toBe('string');
    writeFileSync(note, JSON.stringify({ pid, startedAt: `${startedAt}0` }));
    expect((await readRun(folder)).state.status).toBe('interrupted');
    writeFileSync(note, '{ "pid": "no');
    expect((await readRun(folder)).state.status).toBe('interrupted');
  });

  it('leaves out a torn last line, and says so once the trainer is gone', async () => {
    const folder = storeEvents(temporary.path, RUN_ID, events.slice(0, 3));
    appendFileSync(path.join(folder, 'events.ndjson'), '{"type":"epochEn');
    const torn = (await readRun(folder)).state;
    expect(torn.status).toBe('interrupted');
    expect(torn.started?.runId).toBe(RUN_ID);
    expect(torn.warnings).toMatchObject([{ code: 'torn-line', count: 1 }]);
    handRunTo(folder, process.pid);
    expect((await readRun(folder)).state).toMatchObject({ status: 'running', warnings: [] });
  });

  it('gives one warning for what is not its own', async () => {
    const folder = storeEvents(temporary.path, RUN_ID, events);
    for (const name of ['notes.txt', 'b\u001b[31m.txt', '.DS_Store', 'run.json', 'ray.json', 'weights.bin.12.new'])
      writeFileSync(path.join(folder, name), '');
    mkdirSync(path.join(folder, 'checkpoint'));
    const { state } = await readRun(folder);
    expect(state.status).toBe('completed');
    expect(state.warnings).toEqual([
      { code: 'foreign-file', message: 'Not part of a run, and left alone: b\\u001b[31m.txt, notes.txt.', count: 1 },
    ]);
  });

  it('gives one warning for all lines that it cannot read, and one for each unknown event', async () => {
    const folder = storeEvents(temporary.path, RUN_ID, []);
    const lines = [...events.slice(0, 5), 'text', { type: 'probed' }, { type: 'probed' }, { type: 'evaluated' }];
    writeFileSync(
      path.join(folder, 'events.ndjson'),
      `\n${eventLines(lines)}\xff\n${eventLines(events.slice(5))}`,
      'latin1',
    );
    const { state } = await readRun(folder);
    expect(state.status).toBe('completed');
    expect(state.warnings).toEqual([
      expect.objectContaining({ code: 'unknown-event', count: 2 }),
      expect.objectContaining({ code: 'unreadable-line', message: expect.stringMatching(/^3 lines .*line 7: /) }),
    ]);
    expect({ ...state, warnings: [] }).toEqual(reduceRunEvents(events));
  });

  it('never throws when there are no events to read', async () => {
    const missing = await readRun(path.join(temporary.path, RUN_ID));
    expect(missing.state.warnings).toMatchObject([{ code: 'no-events' }]);
    expect(missing.state.status).toBe('interrupted');
    mkdirSync(path.join(temporary.path, 'events.ndjson'));
    expect((await readRun(temporary.path)).state.warnings).toMatchObject([{ code: 'no-events' }]);
    rmSync(path.join(temporary.path, 'events.ndjson'), { recursive: true });
    writeFileSync(path.join(temporary.path, 'events.ndjson'), '');
    expect((await readRun(temporary.path)).state.warnings).toEqual([]);
  });
});

describe('parseEvents on a damaged file', () => {
  it('keeps every whole line, wherever the file is cut', () => {
    fc.assert(
      fc.property(fc.nat(whole.length), (length) => {
        const { state, events: kept, isTorn } = parseEvents(whole.subarray(0, length));
        // A line that lacks nothing but its newline is whole.
        const count = lineEnds.filter((end) => end - 1 <= length).length;
        expect(kept).toEqual(events.slice(0, count));
        expect(state).toEqual(reduceRunEvents(events.slice(0, count)));
        expect(isTorn).toBe(length > 0 && !lineEnds.includes(length) && !lineEnds.includes(length + 1));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every other line, whichever byte is spoilt, and never throws', () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const spoilt = Buffer.from(whole);
        spoilt[at] = (spoilt[at] ?? 0) ^ change;
        const { state, events: kept } = parseEvents(spoilt);
        const line = lineEnds.findIndex((end) => at < end);
        expect(kept.slice(0, line)).toEqual(events.slice(0, line));
        // A spoilt newline takes the line after it along.
        const after = events.slice(line + (at + 1 === lineEnds[line] ? 2 : 1));
        expect(kept.slice(kept.length - after.length)).toEqual(after);
        expect(state.warnings.length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const { state } = parseEvents(bytes);
        expect({ ...state, warnings: [] }).toEqual(initialRunState);
      }),
    );
  });
});
