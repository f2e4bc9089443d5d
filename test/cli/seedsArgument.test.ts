import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { readSeeds, seedsFlag, seedsText } from '../../src/cli/seedsArgument.js';

describe('--seeds', () => {
  it('is a number of seeds, or a plan', () => {
    expect(readSeeds('3')).toEqual({ seeds: [0, 1, 2] });
    expect(readSeeds('3..5')).toEqual({ seeds: [0, 1, 2, 3, 4], seedPlan: { minimum: 3, maximum: 5 } });
    expect(['1', '100', '3..3', '3..100'].map((text) => seedsText(readSeeds(text)))).toEqual([
      '1',
      '100',
      '3..3',
      '3..100',
    ]);
  });

  it.each([
    ['', 'Expected a number of seeds'],
    ['five', 'Expected a number of seeds'],
    ['3...5', 'Expected a number of seeds'],
    ['-1', 'Expected a number of seeds'],
    ['0', '0'],
    ['101', '100'],
    ['5..3', 'at least "min", 5, got 3'],
    ['2..4', '3'],
  ])('refuses %j', (text, message) => {
    expect(() => readSeeds(text)).toThrow(message);
  });

  it('does not go with one seed', () => {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
    program.option('--seed <n>').addOption(seedsFlag());
    expect(() => program.parse(['--seed', '1', '--seeds', '3'], { from: 'user' })).toThrow(/cannot be used with/);
    expect(program.parse(['--seeds', '3..9'], { from: 'user' }).opts().seeds).toMatchObject({
      seedPlan: { maximum: 9 },
    });
  });
});
