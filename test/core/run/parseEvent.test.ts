import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../src/core/run/parseEvent.js';
import { anyEvent, completedRun, runStarted } from '../../support/runEvents.js';

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('parseEvent', () => {
  it('reads back every event of a run', () => {
    for (const event of completedRun()) expect(parseEvent(throughJson(event))).toEqual({ event });
  });

  it('reads back any event; what JSON cannot hold becomes NaN', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const parsed = parseEvent(throughJson(event));
        if (!('event' in parsed)) throw new Error(JSON.stringify(parsed));
        expect(throughJson(parsed.event)).toEqual(throughJson(event));
        expect(JSON.stringify(parsed.event).includes('null')).toBe(JSON.stringify(event).includes('null'));
      }),
    );
  });

  it('reads a loss that JSON wrote as null as NaN', () => {
    const event = { type: 'batchesTrained', time: 1, epoch: 1, step: 1, loss: null, accuracy: 0, samplesPerSecond: 9 };
    expect(parseEvent(event)).toEqual({ event: { ...event, loss: Number.NaN } });
  });

  it('keeps fields of a newer writer', () => {
    const event = { type: 'runCompleted', time: 1, durationMs: 2, energyJoules: 3 };
    expect(parseEvent(event)).toEqual({ event });
  });

  it.each([
    [{ type: 'layerProbed', time: 1 }, { unknownType: 'layerProbed' }],
    [{ type: 'toString', time: 1 }, { unknownType: 'toString' }],
    [null, { problem: 'the line: expected an object, got null' }],
    [[], { problem: 'the line: expected an object, got []' }],
    [{}, { problem: 'type: expected text, got nothing' }],
    [
      { type: 'earlyStopped', time: 1, epoch: 0, reason: '' },
      { problem: /^epoch: expected a whole number of at least 1/ },
    ],
    [{ type: 'runCompleted', time: '1', durationMs: 2 }, { problem: 'time: expected a number, got "1"' }],
    [
      { ...runStarted(), dataset: { ...runStarted().dataset, imageShape: [28, 28] } },
      { problem: /^dataset\.imageShape: expected a list of 3/ },
    ],
    [
      { ...runStarted(), request: { ...runStarted().request, engine: 'abacus' } },
      { problem: /^request\.engine: expected one of auto, tensorflow, portable, got "abacus"/ },
    ],
  ])('says what is wrong with %j', (value, expected) => {
    const parsed = parseEvent(value);
    if ('problem' in expected) {
      if (typeof expected.problem === 'string') expect(parsed).toEqual(expected);
      else expect(parsed).toEqual({ problem: expect.stringMatching(expected.problem) });
    } else expect(parsed).toEqual(expected);
  });

  it('never throws, whatever JSON it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Object.keys(parseEvent(value))).toHaveLength(1);
      }),
    );
    const types = completedRun().map(({ type }) => type);
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.dictionary(fc.string(), fc.jsonValue()), (type, body) => {
        expect(Object.keys(parseEvent({ ...body, type }))).toHaveLength(1);
      }),
    );
  });

  it('never takes an event with one field spoilt for something that breaks the rest', () => {
    const events = completedRun();
    fc.assert(
      fc.property(fc.constantFrom(...events), fc.nat(), fc.jsonValue(), (event, at, spoilt) => {
        const keys = Object.keys(event).filter((key) => key !== 'type');
        const key = keys[at % keys.length] ?? 'time';
        const parsed = parseEvent({ ...event, [key]: spoilt });
        if ('event' in parsed) expect(typeof parsed.event.time).toBe('number');
        else expect(parsed).toEqual({ problem: expect.stringContaining(key) });
      }),
    );
  });
});
