import { describe, expect, it } from 'vitest';
import { type Contestant, measureRounds } from './measureRounds.js';

function recorder(name: string, share: number, speeds: number[], calls: string[]): Contestant {
  return {
    name,
    share,
    train: async ({ model, samples }) => {
      calls.push(`${name} ${model} ${samples}`);
      return speeds.shift() ?? Number.NaN;
    },
  };
}

describe('measureRounds', () => {
  it('takes turns, begins each round with another contestant, and leaves the warm-up out', async () => {
    const calls: string[] = [];
    const contestants = [recorder('a', 1, [1, 100, 300], calls), recorder('b', 0.25, [9, 10, 20], calls)];
    const loads = [0.25, 0.75];
    const otherLoad = async () => loads.shift() ?? Number.NaN;
    const options = { models: ['cnn'], rounds: 2, samples: 640, batchSize: 64, log: () => {}, otherLoad };
    const { speeds, otherLoad: load } = await measureRounds(contestants, options);
    expect(calls).toEqual(['a cnn 640', 'b cnn 192', 'b cnn 192', 'a cnn 640', 'a cnn 640', 'b cnn 192']);
    expect(speeds).toEqual({
      cnn: { a: { median: 200, minimum: 100, maximum: 300 }, b: { median: 15, minimum: 10, maximum: 20 } },
    });
    expect(load).toEqual({ median: 0.5, minimum: 0.25, maximum: 0.75 });
  });
});
