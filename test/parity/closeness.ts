/** How far two series of numbers are apart, and where. */
export interface Distance {
  readonly largest: number;
  /** Index of the largest; −1 for two empty series. */
  readonly at: number;
}

/** Largest relative difference, |a − b| / max(|b|, 1e-12); infinite where either is not finite. */
export function relativeDistance(values: readonly number[], reference: readonly number[]): Distance {
  return distance(
    values,
    reference,
    (value, expected) => Math.abs(value - expected) / Math.max(Math.abs(expected), 1e-12),
  );
}

/** Largest absolute difference; infinite where either is not finite. */
export function absoluteDistance(values: readonly number[], reference: readonly number[]): Distance {
  return distance(values, reference, (value, expected) => Math.abs(value - expected));
}

function distance(
  values: readonly number[],
  reference: readonly number[],
  measure: (value: number, expected: number) => number,
): Distance {
  if (values.length !== reference.length)
    throw new Error(`${values.length} values cannot be compared with ${reference.length}.`);
  let result: Distance = { largest: 0, at: -1 };
  values.forEach((value, at) => {
    const measured = measure(value, reference[at] ?? Number.NaN);
    const finite = Number.isFinite(measured) ? measured : Number.POSITIVE_INFINITY;
    if (result.at < 0 || finite > result.largest) result = { largest: finite, at };
  });
  return result;
}
