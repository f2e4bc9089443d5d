import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLabelNoise } from '../../../src/core/honesty/confidentLearning.js';
import { normalizedMargin, selfConfidence } from '../../../src/core/honesty/labelQuality.js';
import { plantedLabels } from '../../support/plantedLabels.js';

interface LabelCase {
  readonly name: string;
  readonly classCount: number;
  readonly labels: number[];
  readonly probabilities: number[];
  readonly thresholds: number[];
  readonly confidentJoint: number[][];
  readonly estimatedJoint: number[][];
  readonly issues: number[];
  readonly selfConfidence: number[];
  readonly normalizedMargin: number[];
}

/** What `test/parity/make_label_fixture.py` wrote. */
const cases: readonly LabelCase[] = JSON.parse(
  readFileSync(new URL('../../fixtures/labelNoise.json', import.meta.url), 'utf8'),
);

describe.each(cases)('cleanlab: $name', (expected) => {
  const { labels, classCount } = expected;
  const probabilities = Float32Array.from(expected.probabilities);
  const found = findLabelNoise({ labels, probabilities, classCount });

  it('has its thresholds; for a class without images none', () => {
    found.thresholds.forEach((threshold, index) => {
      if (threshold === null) expect(expected.thresholds[index]).toBe(2);
      else expect(threshold).toBeCloseTo(expected.thresholds[index] ?? Number.NaN, 9);
    });
  });

  it('has its confident joint', () => {
    expect(found.confidentJoint).toEqual(expected.confidentJoint);
    expected.estimatedJoint.forEach((row, given) => {
      row.forEach((value, own) => {
        // There it is rounded to whole images.
        expect(Math.abs((found.estimatedJoint[given]?.[own] ?? Number.NaN) - value)).toBeLessThanOrEqual(1);
      });
    });
  });

  it('has its suspects in its order', () => {
    expect(found.suspects.map(({ row }) => row)).toEqual(expected.issues);
  });

  it('has its scores of all images', () => {
    labels.forEach((label, index) => {
      const row = probabilities.subarray(index * classCount, (index + 1) * classCount);
      expect(selfConfidence(row, label)).toBeCloseTo(expected.selfConfidence[index] ?? Number.NaN, 7);
      expect(normalizedMargin(row, label)).toBeCloseTo(expected.normalizedMargin[index] ?? Number.NaN, 7);
    });
  });
});

describe('planted noise', () => {
  it('finds nine of ten flipped labels, and of what it finds nine of ten were flipped', () => {
    const { flipped, ...judged } = plantedLabels({ count: 5000, classCount: 10, flips: 0.05, sharpness: 7, seed: 3 });
    const { suspects, noiseRate } = findLabelNoise(judged);
    const found = suspects.filter(({ row }) => flipped.has(row)).length;
    expect(flipped.size).toBeGreaterThan(200);
    expect(found / flipped.size).toBeGreaterThan(0.9);
    expect(found / suspects.length).toBeGreaterThan(0.9);
    expect(noiseRate).toBeGreaterThan(0.04);
    expect(noiseRate).toBeLessThan(0.06);
  });

  it('has the flipped ones in front', () => {
    const { flipped, ...judged } = plantedLabels({ count: 2000, classCount: 10, flips: 0.05, sharpness: 5, seed: 4 });
    const first = findLabelNoise(judged).suspects.slice(0, 50);
    expect(first.filter(({ row }) => flipped.has(row)).length).toBeGreaterThanOrEqual(48);
  });

  it('suspects few labels where none is wrong', () => {
    const { flipped: _, ...judged } = plantedLabels({ count: 2000, classCount: 10, flips: 0, sharpness: 7, seed: 5 });
    expect(findLabelNoise(judged).suspects.length).toBeLessThan(20);
  });
});

describe('findLabelNoise', () => {
  it('keeps the counts of each label, whatever it is given', () => {
    const judgedLabels = fc.integer({ min: 1, max: 5 }).chain((classCount) =>
      fc
        .array(
          fc.record({
            label: fc.integer({ min: 0, max: classCount - 1 }),
            row: fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: classCount, maxLength: classCount }),
          }),
          { maxLength: 40 },
        )
        .map((images) => ({ classCount, images })),
    );
    fc.assert(
      fc.property(judgedLabels, ({ classCount, images }) => {
        const labels = images.map(({ label }) => label);
        const { estimatedJoint, suspects, noiseRate } = findLabelNoise({
          labels,
          probabilities: Float32Array.from(images.flatMap(({ row }) => row)),
          classCount,
        });
        for (const [given, row] of estimatedJoint.entries())
          expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(
            labels.filter((label) => label === given).length,
            6,
          );
        for (const { given, suggested, margin } of suspects) {
          expect(suggested).not.toBe(given);
          expect(margin).toBeLessThan(0.5);
        }
        if (noiseRate !== null) {
          expect(noiseRate).toBeGreaterThanOrEqual(-1e-9);
          expect(noiseRate).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('says nothing of images whose probabilities are not numbers', () => {
    const { suspects, noiseRate } = findLabelNoise({
      labels: [0, 1],
      probabilities: Float32Array.of(Number.NaN, Number.NaN, 0.1, 0.9),
      classCount: 2,
    });
    expect(suspects).toEqual([]);
    expect(noiseRate).toBe(0);
    expect(findLabelNoise({ labels: [], probabilities: new Float32Array(), classCount: 2 }).noiseRate).toBeNull();
  });

  it('refuses labels and probabilities that do not fit', () => {
    const probabilities = new Float32Array(4);
    expect(() => findLabelNoise({ labels: [0], probabilities, classCount: 2 })).toThrow(RangeError);
    expect(() => findLabelNoise({ labels: [0, 2], probabilities, classCount: 2 })).toThrow('image 1 is labelled 2');
  });
});
