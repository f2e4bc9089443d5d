import { type Spread, spreadOf } from './statistics.js';

/** Something that trains when it is asked, and does nothing in between. */
export interface Contestant {
  readonly name: string;
  /** Images in a round, as a fraction of the round's size: slow contestants get less to do. */
  readonly share: number;
  /** Trains on `samples` images; samples per second. */
  train(request: { readonly model: string; readonly samples: number }): Promise<number>;
}

/** What a measurement is made of. */
export interface RoundsOptions {
  readonly models: readonly string[];
  /** Measured rounds; one more, before them, warms up. */
  readonly rounds: number;
  /** Images in a round for a contestant with share 1. */
  readonly samples: number;
  readonly batchSize: number;
  readonly log: (line: string) => void;
  /** Fraction 0..1 of the machine that other programs use; asked before each measured round. */
  readonly otherLoad: () => Promise<number>;
}

/** What the rounds gave. */
export interface RoundsResult {
  readonly speeds: Speeds;
  /** Fraction of the machine that other programs used. */
  readonly otherLoad: Spread;
}

/** Training speeds in samples per second, `[model][contestant]`. */
export type Speeds = Readonly<Record<string, Readonly<Record<string, Spread>>>>;

/**
 * Trains in turns: in each round each contestant once, one at a time, and each round begins with another of them, so
 * that what slows the machine for a while slows all alike.
 */
export async function measureRounds(contestants: readonly Contestant[], options: RoundsOptions): Promise<RoundsResult> {
  const { models, rounds, samples, batchSize, log } = options;
  const speeds: Record<string, Record<string, Spread>> = {};
  const loads: number[] = [];
  for (const model of models) {
    const measured = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
    for (let round = 0; round <= rounds; round += 1) {
      if (round > 0) loads.push(await options.otherLoad());
      const turn = round % contestants.length;
      const order = [...contestants.slice(turn), ...contestants.slice(0, turn)];
      const said: string[] = [];
      for (const contestant of order) {
        const batches = Math.max(1, Math.round((samples * contestant.share) / batchSize));
        const speed = await contestant.train({ model, samples: batches * batchSize });
        if (round > 0) measured.get(contestant.name)?.push(speed);
        said.push(`${contestant.name} ${Math.round(speed)}`);
      }
      log(`${model} ${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${said.join(', ')}`);
    }
    speeds[model] = Object.fromEntries([...measured].map(([name, values]) => [name, spreadOf(values)]));
  }
  return { speeds, otherLoad: spreadOf(loads) };
}
