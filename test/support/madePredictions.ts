import fc from 'fast-check';

/** Probabilities `[labels.length, classCount]` and labels, as a model might give them. */
export interface MadePredictions {
  readonly probabilities: Float32Array;
  readonly labels: number[];
  readonly classCount: number;
}

/** Probabilities of a linear congruential stream: the same for the same seed, rows summing to one. */
export function madePredictions(count: number, classCount: number, seed: number): MadePredictions {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const probabilities = new Float32Array(count * classCount);
  // The labels do not depend on the seed: two runs with different seeds saw the same images.
  const labels = Array.from({ length: count }, (_, index) => (index * 7 + (index >> 3)) % classCount);
  for (let row = 0; row < count; row += 1) {
    const powers = Array.from({ length: classCount }, (_, column) =>
      Math.exp(4 * next() + (column === labels[row] ? 2 : 0)),
    );
    const sum = powers.reduce((total, power) => total + power, 0);
    for (const [column, power] of powers.entries()) probabilities[row * classCount + column] = power / sum;
  }
  return { probabilities, labels, classCount };
}

/** Small predictions for properties, with ties and rows that hold no numbers; `runCount` runs over the same images. */
export function arbitraryRuns(runCount: fc.Arbitrary<number>): fc.Arbitrary<MadePredictions[]> {
  return fc.tuple(runCount, fc.integer({ min: 1, max: 5 })).chain(([runs, classCount]) =>
    fc
      .array(
        fc.record({
          label: fc.nat(classCount - 1),
          rows: fc.array(
            fc.array(fc.constantFrom(0, 0.125, 0.25, 0.5, 0.75, 1, Number.NaN), {
              minLength: classCount,
              maxLength: classCount,
            }),
            { minLength: runs, maxLength: runs },
          ),
        }),
        { minLength: 1, maxLength: 30 },
      )
      .map((images) =>
        Array.from({ length: runs }, (_, run) => ({
          probabilities: Float32Array.from(images.flatMap(({ rows }) => rows[run] ?? [])),
          labels: images.map(({ label }) => label),
          classCount,
        })),
      ),
  );
}
