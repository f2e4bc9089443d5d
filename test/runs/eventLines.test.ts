import { describe, expect, it } from 'vitest';
import { EventLines } from '../../src/runs/eventLines.js';
import { readRun } from '../../src/runs/readRun.js';
import { RunTail } from '../../src/runs/runTail.js';
import { eventLines, storeEvents } from '../support/eventLines.js';
import { completedRun, RUN_ID } from '../support/runEvents.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const events = completedRun();

describe('lines of events', () => {
  it.each([1, 7, 64, 1000])('are whole though the bytes come %i at a time, in a buffer that is used again', (size) => {
    const bytes = Buffer.from(eventLines(events));
    const lines = new EventLines();
    const chunk = Buffer.alloc(size);
    for (let position = 0; position < bytes.length; position += size)
      lines.push(chunk.subarray(0, bytes.copy(chunk, 0, position)));
    const read = lines.end();
    expect(read.events).toEqual(events);
    expect(read.state.warnings).toEqual([]);
  });

  it('of a long run are all read: at once, and by who follows it', async () => {
    const start = events.findIndex(({ type }) => type === 'epochStarted') + 1;
    const batch = { type: 'batchesTrained', time: 0, epoch: 1, loss: 0.1, accuracy: 0.9, samplesPerSecond: 1 } as const;
    const batches = Array.from({ length: 20_000 }, (_, step) => ({ ...batch, step: step + 1 }));
    const folder = storeEvents(temporary.path, RUN_ID, [...events.slice(0, start), ...batches, ...events.slice(start)]);
    const read = await readRun(folder);
    expect(read.state.warnings).toEqual([]);
    const tail = await RunTail.open(folder, { onEvents: () => undefined, onReset: () => undefined });
    tail.dispose();
    expect(tail.state).toEqual(read.state);
  });
});
