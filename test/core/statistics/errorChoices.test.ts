import { describe, expect, it } from 'vitest';
import { errorChoices } from '../../../src/core/statistics/errorChoices.js';

const evaluationOf = (confusion: number[][], supports: number[]) => ({
  confusion,
  classes: supports.map((support) => ({ precision: null, recall: null, f1: null, support })),
});

describe('mistakes to choose among', () => {
  const first = evaluationOf(
    [
      [8, 2, 0],
      [1, 9, 0],
      [3, 0, 6],
    ],
    [10, 10, 10],
  );
  const second = evaluationOf(
    [
      [9, 1, 0],
      [4, 6, 0],
      [0, 0, 10],
    ],
    [10, 10, 10],
  );

  it('are the cells of a run, the worst first, with their shares of the true class', () => {
    expect(errorChoices([first]).cells).toEqual([
      { trueClass: 2, predictedClass: 0, counts: [3], shares: [0.3] },
      { trueClass: 0, predictedClass: 1, counts: [2], shares: [0.2] },
      { trueClass: 1, predictedClass: 0, counts: [1], shares: [0.1] },
    ]);
  });

  it('are classes by what is missed of them, images without a prediction among it', () => {
    expect(errorChoices([first]).classes).toEqual([
      { trueClass: 2, counts: [4], shares: [0.4] },
      { trueClass: 0, counts: [2], shares: [0.2] },
      { trueClass: 1, counts: [1], shares: [0.1] },
    ]);
  });

  it('of several runs stand by the worst of them', () => {
    const { cells, classes } = errorChoices([first, second]);
    expect(cells[0]).toEqual({ trueClass: 1, predictedClass: 0, counts: [1, 4], shares: [0.1, 0.4] });
    expect(classes.map(({ trueClass, counts }) => [trueClass, counts])).toEqual([
      [1, [1, 4]],
      [2, [4, 0]],
      [0, [2, 1]],
    ]);
  });

  it('are none where all is right, or nothing has been evaluated', () => {
    expect(
      errorChoices([
        evaluationOf(
          [
            [5, 0],
            [0, 5],
          ],
          [5, 5],
        ),
      ]),
    ).toEqual({ cells: [], classes: [] });
    expect(errorChoices([])).toEqual({ cells: [], classes: [] });
  });
});
