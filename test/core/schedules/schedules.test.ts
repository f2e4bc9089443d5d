import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/core/definition/options.js';
import { scheduleTypeByName, scheduleTypes } from '../../../src/core/schedules/index.js';
import type { ScheduleMoment } from '../../../src/core/schedules/schedule.js';
import fixture from '../../fixtures/kerasCallbacks.json' with { type: 'json' };

function factorOf(type: string, body: Readonly<Record<string, unknown>>): (moment: ScheduleMoment) => number {
  const found = scheduleTypeByName(type);
  const options = readOptions(found.options, body, [], (problem) => expect.fail(problem.message), []);
  if (options === undefined) throw new Error('options could not be read');
  return (moment) => found.factor(options, moment);
}

describe('schedules', () => {
  const { stepsPerEpoch, totalSteps, cases } = fixture.schedules;

  it.each(cases.map((entry) => [entry.type, JSON.stringify(entry.options), entry] as const))(
    '%s %s has the factors of Keras',
    (_type, _options, entry) => {
      const factor = factorOf(entry.type, entry.options);
      for (const [step, expected] of entry.factors.entries())
        expect(factor({ step, stepsPerEpoch, totalSteps })).toBeCloseTo(expected, 5);
    },
  );

  it('constant is 1 throughout', () => {
    const factor = factorOf('constant', {});
    for (const step of [0, 1, 83, 84]) expect(factor({ step, stepsPerEpoch, totalSteps })).toBe(1);
  });

  const bodies: Readonly<Record<string, fc.Arbitrary<Record<string, unknown>>>> = {
    constant: fc.constant({}),
    cosine: fc.record(
      {
        warmupEpochs: fc.double({ min: 0, max: 50, noNaN: true }),
        warmupFraction: fc.double({ min: 0, max: 0.99, noNaN: true }),
        finalFactor: fc.double({ min: 0, max: 1, noNaN: true }),
      },
      { requiredKeys: [] },
    ),
    step: fc.record(
      { factor: fc.double({ min: 0.01, max: 1, noNaN: true }), everyEpochs: fc.integer({ min: 1, max: 20 }) },
      { requiredKeys: [] },
    ),
  };

  it.each(scheduleTypes.map((type) => type.type))('%s stays within 0..1 whatever its options', (type) => {
    const body = bodies[type];
    if (body === undefined) throw new Error(`write options for ${type}`);
    const moment = fc.record({
      step: fc.nat(5_000),
      stepsPerEpoch: fc.integer({ min: 1, max: 100 }),
      epochs: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(body, moment, (options, { step, epochs, ...rest }) => {
        const factor = factorOf(
          type,
          options,
        )({
          step,
          stepsPerEpoch: rest.stepsPerEpoch,
          totalSteps: epochs * rest.stepsPerEpoch,
        });
        expect(factor).toBeGreaterThanOrEqual(0);
        expect(factor).toBeLessThanOrEqual(1);
      }),
    );
  });
});
