import { describe, expect, it } from 'vitest';
import { type IsEnough, missingTrainings, type StoredFolders } from '../../../src/host/tests/missingTrainings.js';

const plan = { minimum: 2, maximum: 4 };
const never = () => false;
const notEnough: IsEnough = async () => false;
const places = async (folders: StoredFolders, isEnough = notEnough, tried: readonly string[] = []) =>
  (await missingTrainings(folders, plan, ({ model, seed }) => tried.includes(`${model}${seed}`), isEnough)).map(
    ({ model, seed }) => `${model}${seed}`,
  );

describe('what is missing of a comparison', () => {
  it('is first of all what the plan asks for in any case, seed by seed', async () => {
    expect(
      await places([
        [null, 'b', null, null],
        [null, null, 'c', null],
      ]),
    ).toEqual(['00', '10', '11']);
    const asked = async () => Promise.reject(new Error('nothing is to be looked at yet'));
    expect(await missingTrainings([['a'], ['b']], plan, never, asked)).toHaveLength(2);
  });

  it('is one seed more as long as it is not enough', async () => {
    expect(
      await places([
        ['a', 'b', null, null],
        ['c', 'd', null, null],
      ]),
    ).toEqual(['02', '12']);
    expect(
      await places([
        ['a', 'b', null, null],
        ['c', 'd', 'e', null],
      ]),
    ).toEqual(['02']);
    expect(
      await places([
        ['a', 'b', 'x', null],
        ['c', 'd', 'e', null],
      ]),
    ).toEqual(['03', '13']);
  });

  it('is nothing when it is enough, by the complete seeds, or when all are there', async () => {
    const looked: StoredFolders[] = [];
    const enough = async (folders: StoredFolders) => looked.push(folders) > 0;
    expect(
      await places(
        [
          ['a', 'b', 'x', null],
          ['c', 'd', null, null],
        ],
        enough,
      ),
    ).toEqual([]);
    expect(looked).toEqual([
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ]);
    expect(
      await places([
        ['a', 'b', 'c', 'd'],
        ['e', 'f', 'g', 'h'],
      ]),
    ).toEqual([]);
  });

  it('is nothing that has been tried and failed', async () => {
    expect(
      await places(
        [
          [null, 'b', null, null],
          ['c', 'd', null, null],
        ],
        notEnough,
        ['00'],
      ),
    ).toEqual([]);
    expect(
      await places(
        [
          ['a', 'b', null, null],
          ['c', 'd', null, null],
        ],
        notEnough,
        ['02', '12'],
      ),
    ).toEqual([]);
  });

  it('is every seed of a comparison without a plan', async () => {
    const three = { minimum: 3, maximum: 3 };
    expect(await missingTrainings([['a', null, null]], three, never, notEnough)).toHaveLength(2);
    expect(await missingTrainings([['a', 'b', 'c']], three, never, notEnough)).toEqual([]);
  });
});
