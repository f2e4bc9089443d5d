import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  annText,
  cnnText,
  epochsOf,
  makeImages,
  outcomeOf,
  requestOf,
  resumeRun,
  startRun,
  triedEngines,
} from '../support/faultRuns.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();

describe.each(triedEngines)('%s: the same bits', (engine) => {
  it.each([
    ['dense', annText(6)],
    ['convolutional', cnnText(4)],
  ])('of a %s model twice in a row, and after a stop and a resumption', async (_, text) => {
    const request = requestOf(engine, makeImages(temporary.path), text);
    const root = path.join(temporary.path, 'runs');
    const first = await startRun(root, request);
    const events = await first.events;
    const outcome = await outcomeOf(first.folder);
    expect(outcome.status).toBe('completed');
    expect(outcome.weights).toBe(outcome.weightsHash);
    expect(outcome.restoredEpoch).toBeTypeOf('number');
    expect((outcome.drops as unknown[]).length).toBeGreaterThan(0);

    const second = await startRun(root, request);
    const same = (event: (typeof events)[number]) =>
      JSON.stringify(event, (key, value) => (/^(time|.*durationMs|runId|peakMemoryBytes)$/i.test(key) ? 0 : value));
    const told = (list: typeof events) => list.filter(({ type }) => type !== 'batchesTrained').map(same);
    expect(told(await second.events)).toEqual(told(events));
    expect(await outcomeOf(second.folder)).toEqual(outcome);

    const third = await startRun(root, request);
    await epochsOf(third.folder, 2);
    await third.trainer.stop('stopped by the test');
    const end = (await third.events).at(-1)?.type;
    // A fast machine may be done before it is told to stop.
    if (end !== 'runCompleted') {
      expect(end).toBe('runStopped');
      const resumed = await resumeRun(third.folder);
      expect((await resumed.events)[0]).toMatchObject({ type: 'runResumed' });
    }
    expect(await outcomeOf(third.folder)).toEqual(outcome);

    const other = await startRun(root, { ...request, seed: request.seed + 1 });
    await other.events;
    expect((await outcomeOf(other.folder)).weights).not.toBe(outcome.weights);
  });
});
