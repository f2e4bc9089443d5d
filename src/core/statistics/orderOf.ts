/** Bits that are looked at in one pass: three of them are a float32. */
const PASS_BITS = 11;
const BUCKETS = 1 << PASS_BITS;

/**
 * Places of the values in ascending order, equal ones in their own; −0 goes before 0, what is no number to an end. By radix: ten
 * times as quick as sorting with a comparison, which thousands of values for each of many runs take too long for.
 */
export function orderOf(values: Float32Array): Uint32Array {
  const { length } = values;
  const keys = new Uint32Array(values.slice().buffer);
  // As unsigned words floats are in their order but for the sign: negative ones all turned round, positive ones behind them.
  for (let place = 0; place < length; place += 1) {
    const bits = keys[place] ?? 0;
    keys[place] = bits & 0x80000000 ? ~bits : bits | 0x80000000;
  }
  let order = Uint32Array.from({ length }, (_, place) => place);
  let sorted = new Uint32Array(length);
  const starts = new Uint32Array(BUCKETS + 1);
  for (let shift = 0; shift < 32; shift += PASS_BITS) {
    starts.fill(0);
    for (let place = 0; place < length; place += 1) {
      const after = (((keys[place] ?? 0) >>> shift) & (BUCKETS - 1)) + 1;
      starts[after] = (starts[after] ?? 0) + 1;
    }
    for (let bucket = 1; bucket < BUCKETS; bucket += 1)
      starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0);
    for (let place = 0; place < length; place += 1) {
      const value = order[place] ?? 0;
      const bucket = ((keys[value] ?? 0) >>> shift) & (BUCKETS - 1);
      const next = starts[bucket] ?? 0;
      sorted[next] = value;
      starts[bucket] = next + 1;
    }
    [order, sorted] = [sorted, order];
  }
  return order;
}
