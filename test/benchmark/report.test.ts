import { describe, expect, it } from 'vitest';
import { type BenchmarkResult, formatResult, targetsOf } from './report.js';

const flat = (value: number) => ({ median: value, minimum: value, maximum: value });
const result: BenchmarkResult = {
  machine: {},
  rounds: 5,
  samples: 12_800,
  batchSize: 64,
  peers: { keras: { versions: { keras: '3' }, notes: ['a note'] } },
  speeds: { cnn: { bakeoff: flat(4500), 'tfjs fit': flat(750), keras: flat(2500), torch: flat(3000) } },
  otherLoad: flat(0.02),
  wholeRun: {
    durationMs: 40_000,
    trainDurationMs: 30_000,
    observedPeakBytes: 1.6e9,
    reportedPeakBytes: 1e9,
    testAccuracy: 0.9,
  },
};

describe('targetsOf', () => {
  it('compares with the faster framework, tfjs, the training time and the larger peak', () => {
    expect(targetsOf(result).map(({ measured, reached }) => [measured, reached])).toEqual([
      ['1.50', true],
      ['6.00', true],
      ['1.333', false],
      ['1600 MB', false],
    ]);
  });

  it('asks of features alone what was measured of them, and nothing of a training', () => {
    const { wholeRun: _, ...rest } = result;
    const slower = { conv_pw_6_relu: { bakeoff: flat(900), keras: flat(1000) } };
    const alone = { ...rest, speeds: {}, features: { speeds: slower, otherLoad: flat(0.01) } };
    expect(targetsOf(alone)).toEqual([
      {
        name: "features up to conv_pw_6_relu: over Keras's predict",
        required: '≥ 1',
        measured: '0.90',
        reached: false,
      },
    ]);
    expect(formatResult(alone)).toMatch(/keras +1000 +\[1000–1000\] +0\.90/);
    const busy = { ...alone, features: { ...alone.features, otherLoad: flat(0.5) } };
    expect(targetsOf(busy)[0]?.reached).toBeNull();
  });

  it('reaches nothing with a peer missing: it is not measured', () => {
    const { wholeRun: _, ...rest } = result;
    const alone = { ...rest, speeds: { ann: { bakeoff: flat(1), keras: flat(0.1) } } };
    expect(targetsOf(alone).map(({ reached }) => reached)).toEqual([null, null, null, null]);
  });
});

it('calls nothing reached on a busy machine, and says why', () => {
  const busy = { ...result, otherLoad: flat(0.4) };
  expect(targetsOf(busy).every(({ reached }) => reached === null)).toBe(true);
  expect(formatResult(busy)).toContain('OTHER PROGRAMS USED 40 %');
  expect(formatResult(result)).not.toContain('OTHER PROGRAMS');
});

describe('formatResult', () => {
  it('shows medians, ratios, notes and verdicts', () => {
    const text = formatResult(result);
    expect(text).toMatch(/keras +2500 +\[2500–2500\] +1\.80/);
    expect(text).toContain('keras 3; a note');
    expect(text).toMatch(/whole run over its pure training time +≤ 1\.25 +1\.333 +NOT REACHED/);
  });
});
