import { expect, it } from 'vitest';
import { Repeats } from '../../src/host/repeats.js';

it('knows what was said within the interval, each text for itself', () => {
  let now = 0;
  const repeats = new Repeats(1_000, () => now);
  expect(repeats.isRepeat('refused')).toBe(false);
  expect(repeats.isRepeat('no token')).toBe(false);
  now = 999;
  expect(repeats.isRepeat('refused')).toBe(true);
  now = 1_000;
  expect(repeats.isRepeat('refused')).toBe(false);
});

it('never falls silent for good: what goes on is said again in every interval', () => {
  let now = 0;
  const repeats = new Repeats(1_000, () => now);
  const said: number[] = [];
  for (; now < 3_500; now += 300) if (!repeats.isRepeat('refused')) said.push(now);
  expect(said).toEqual([0, 1_200, 2_400]);
});
