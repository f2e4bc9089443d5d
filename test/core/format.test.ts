import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatClock,
  formatCompactCount,
  formatCount,
  formatDuration,
  formatFixed,
  formatLearningRate,
  formatLoss,
  formatPercent,
  formatPoints,
  formatQuantity,
  formatShape,
  formatSmallDuration,
  formatTime,
  NO_VALUE,
  printable,
} from '../../src/core/format.js';

describe('numbers for people', () => {
  it.each([
    [formatPercent(0.9153), '91.5 %'],
    [formatPercent(1), '100.0 %'],
    [formatPercent(null), NO_VALUE],
    [formatPercent(Number.NaN), NO_VALUE],
    [formatPoints(0.0181), '+1.8'],
    [formatPoints(-0.02), '−2.0'],
    [formatPoints(-0.0001), '0.0'],
    [formatFixed(-0, 1), '0.0'],
    [formatLoss(0.23114), '0.2311'],
    [formatLoss(12.345), '12.35'],
    [formatLoss(0.0000123), '1.2e-5'],
    [formatLoss(0), '0.0000'],
    [formatLearningRate(0.001), '0.001'],
    [formatLearningRate(0.00025), '0.00025'],
    [formatLearningRate(1e-7), '1e-7'],
    [formatCount(4120), '4,120'],
    [formatCount(-1234567), '−1,234,567'],
    [formatCompactCount(999), '999'],
    [formatCompactCount(999_600), '1.00 M'],
    [formatCompactCount(421_642), '422 K'],
    [formatBytes(0), '0 B'],
    [formatBytes(47_040_000), '47.0 MB'],
    [formatSmallDuration(0.0234), '23 µs'],
    [formatSmallDuration(0.1432), '0.14 ms'],
    [formatSmallDuration(12), '12 ms'],
    [formatSmallDuration(1_200), '1.2 s'],
    [formatDuration(412), '0.4 s'],
    [formatDuration(9_960), '10 s'],
    [formatDuration(59_600), '1 min 00 s'],
    [formatDuration(125_000), '2 min 05 s'],
    [formatDuration(3_599_900), '1 h 00 min'],
    [formatClock(21_200), '0:21'],
    [formatClock(3_723_000), '1:02:03'],
    [formatClock(Number.POSITIVE_INFINITY), '–:––'],
    [formatTime(Date.UTC(2031, 3, 5, 6, 7, 8)), '2031-04-05 06:07 UTC'],
    [formatShape([28, 28, 1]), '28×28×1'],
    [formatQuantity(1, 'epoch'), '1 epoch'],
    [formatQuantity(2_000, 'class', 'classes'), '2,000 classes'],
  ])('%s is %s', (actual, expected) => {
    expect(actual).toBe(expected);
  });

  it('groups every third digit and loses none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (count) => {
        const text = formatCount(count);
        expect(text).toMatch(/^\d{1,3}(,\d{3})*$/);
        expect(Number(text.replaceAll(',', ''))).toBe(count);
      }),
    );
  });

  it('never prints 60 seconds, 60 minutes or 1000 of a unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400_000_000 }), (value) => {
        expect(formatDuration(value)).not.toMatch(/\b(60 s|60 min)/);
        expect(formatClock(value)).not.toMatch(/:60/);
        expect(formatBytes(value)).not.toMatch(/^1000/);
        expect(formatCompactCount(value).replace(/[. KMGT]/g, '').length).toBeLessThanOrEqual(3);
      }),
    );
  });
});

describe('printable', () => {
  it('shows escapes and reversing marks instead of obeying them', () => {
    expect(printable('cnn\u001b[31m\n\u202eevil\u0007')).toBe('cnn\\u001b[31m\\u000a\\u202eevil\\u0007');
  });

  it('leaves no control character and changes nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
    expect(printable('T-shirt/top – Größe 漢字 👟')).toBe('T-shirt/top – Größe 漢字 👟');
  });
});
