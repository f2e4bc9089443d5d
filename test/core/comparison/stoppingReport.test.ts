import { describe, expect, it } from 'vitest';
import { followRounds, type ModelRounds } from '../../../src/core/comparison/followRounds.js';
import { stoppingReport } from '../../../src/core/comparison/stoppingReport.js';
import { simulatedModels } from '../../support/simulatedModels.js';

const plan = { minimum: 3, maximum: 4 };
const names = ['ann', 'cnn', 'odd\u202e'];

const simulate = (...skills: number[]) =>
  simulatedModels({ imageCount: 2_000, seedCount: 4, skills, difficulty: 1, taste: 0.2, luck: 0.02, seed: 1 });
const report = (models: readonly ModelRounds[], rounds: number, margin = 0.003) =>
  stoppingReport(
    followRounds(
      { plan, margin },
      models.map((model) => model.slice(0, rounds)),
    ),
    names,
  );

describe('what is said of a comparison with a plan', () => {
  it('before the first look', () => {
    expect(report(simulate(1, 2, 3), 2)).toEqual({
      reason: '2 of at least 3 seeds are complete: too few to look.',
      standings: [],
      level: 'The first look comes after 3 seeds, with 98.13 % intervals.',
    });
  });

  it('when all is decided', () => {
    const { reason, standings, level } = report(simulate(1, 3, 0), 4);
    expect(reason).toBe('Stopped after 3 of at most 4 seeds: every model is decided against ann.');
    expect(standings[0]).toMatch(
      /^cnn is better than ann: \+2\d\.\d\d points \(98\.13 % interval \+\d\d\.\d\d to \+\d\d\.\d\d; decided after 3 seeds\)\.$/,
    );
    expect(standings[1]).toMatch(/^odd\\u202e is worse than ann: −\d\d\.\d\d points/);
    expect(level).toBe(
      'Looked once, after 3 seeds; the chance of a wrong verdict over all looks and models is at most 5 %, of which 3.8 % is spent, so that the last look took 98.13 % intervals.',
    );
  });

  it('when it stays open, and when models tie', () => {
    const models = simulate(1, 1.05, 1);
    expect(report(models, 3).reason).toMatch(
      /^3 of at most 4 seeds are complete, and .*cnn.* undecided against ann\.$/,
    );
    expect(report(models, 4).reason).toMatch(/^All 4 seeds were trained, and .*cnn.* still undecided against ann\.$/);
    const tied = report(models, 4, 0.15);
    expect(tied.reason).toBe('Stopped after 3 of at most 4 seeds: every model is decided against ann.');
    expect(tied.standings[0]).toMatch(/^cnn ties with ann within 15\.00 points: /);
  });

  it('when seeds failed', () => {
    const [ann = [], cnn = [], odd = []] = simulate(1, 3, 0);
    const failing = [undefined, ...cnn.slice(1)];
    const { standings } = report([ann, failing, odd.map(() => undefined)], 3);
    expect(standings).toEqual([
      'cnn: undecided, with too few seeds that both have a result for.',
      "odd\\u202e: no results to hold against ann's.",
    ]);
    expect(report([ann, failing, odd], 4).standings[0]).toMatch(/^cnn is better than ann: .*decided after 4 seeds/);
    expect(report([ann.map(() => undefined), cnn, odd], 3).reason).toBe(
      'Stopped after 3 of at most 4 seeds: there are no results to hold against each other.',
    );
  });
});
