import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { reduceRunEvents } from '../../src/core/run/state.js';
import { appendEvent } from '../../src/runs/eventFile.js';
import { readPredictions, writePredictions } from '../../src/runs/predictionsFile.js';
import { readRun } from '../../src/runs/readRun.js';
import { RunWriter } from '../../src/runs/runWriter.js';
import { readWeights } from '../../src/runs/weightsFile.js';
import { eventLines } from '../support/eventLines.js';
import { completedRun, START_TIME } from '../support/runEvents.js';
import { filesBelow, useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const events = completedRun();
const read = (name: string) => readFileSync(path.join(temporary.path, name), 'utf8');
const tensors = (value: number) => ({
  'dense/kernel': { dtype: 'float32' as const, shape: [2, 2], data: new Float32Array([value, -0.5, 1e-30, 3e30]) },
});

describe('RunWriter', () => {
  it('leaves a folder that reads back as it was written', async () => {
    const definition = '{ "name": "CNN" } // Zeile\r\n';
    const writer = await RunWriter.open(temporary.path, definition);
    for (const event of events) writer.append(event);
    await writer.writePredictions(new Float32Array(12).fill(0.25));
    await writer.writeWeights(tensors(1));
    await writer.close();
    await writer.close();
    expect(filesBelow(temporary.path)).toEqual([
      'definition.model.jsonc',
      'events.ndjson',
      'predictions.bin',
      'run.json',
      'weights.bin',
      'weights.json',
    ]);
    expect(read('definition.model.jsonc')).toBe(definition);
    expect(read('events.ndjson')).toBe(eventLines(events));
    const { state } = await readRun(temporary.path);
    expect(state).toEqual(reduceRunEvents(events));
    expect(JSON.parse(read('run.json'))).toEqual(JSON.parse(JSON.stringify(state)));
    expect((await readPredictions(temporary.path, state)).probabilities).toEqual(new Float32Array(12).fill(0.25));
    expect(await readWeights(temporary.path)).toEqual(tensors(1));
  });

  it('keeps no predictions of splits that other weights have given', async () => {
    const writer = await RunWriter.open(temporary.path, '');
    for (const split of ['train', 'validation', 'test'] as const)
      await writePredictions(temporary.path, new Float32Array(3), split);
    await writer.writeWeights(tensors(1));
    await writer.close();
    expect(filesBelow(temporary.path).filter((name) => name.startsWith('predictions'))).toEqual(['predictions.bin']);
  });

  it('has every event in the file as soon as it is appended', async () => {
    const writer = await RunWriter.open(temporary.path, '');
    for (const [index, event] of events.slice(0, 5).entries()) {
      writer.append(event);
      expect(read('events.ndjson')).toBe(eventLines(events.slice(0, index + 1)));
      expect(writer.state).toEqual(reduceRunEvents(events.slice(0, index + 1)));
    }
    await writer.close();
    expect(filesBelow(temporary.path)).not.toContain('run.json');
  });

  it('writes a loss that is not a number so that it can be read', async () => {
    const writer = await RunWriter.open(temporary.path, '');
    const batches = { type: 'batchesTrained', time: 1, epoch: 1, step: 1, accuracy: 0, samplesPerSecond: 1 } as const;
    writer.append({ ...batches, loss: Number.NaN });
    writer.append({ ...batches, loss: Number.POSITIVE_INFINITY, step: 2 });
    await writer.close();
    const { state } = await readRun(temporary.path);
    expect(state.warnings).toEqual([]);
    expect(state.phase).toBe('ended');
    expect(read('events.ndjson').match(/"loss":null/g)).toHaveLength(2);
  });
});

describe('appendEvent', () => {
  it('ends a torn line first', async () => {
    const file = path.join(temporary.path, 'events.ndjson');
    appendFileSync(file, `${eventLines(events.slice(0, 3))}{"type":"epochEnd`);
    appendEvent(temporary.path, {
      type: 'runFailed',
      time: START_TIME + 9,
      durationMs: 9,
      code: 'trainer-died',
      message: 'It died.',
    });
    const { state } = await readRun(temporary.path);
    expect(state.status).toBe('failed');
    expect(state.warnings).toMatchObject([{ code: 'unreadable-line', count: 1 }]);
  });
});
