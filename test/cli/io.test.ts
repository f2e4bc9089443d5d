import { describe, expect, it } from 'vitest';
import { createIo } from '../../src/cli/io.js';

const stream = (isTTY: boolean, columns = 90) => ({ isTTY, columns, write: () => true });

function io(argv: readonly string[], env: Record<string, string> = {}, isTTY = true) {
  return createIo({ stdout: stream(isTTY), stderr: stream(isTTY), env }, argv);
}

describe('the terminal as commands see it', () => {
  it('colours on a terminal, and not in a file', () => {
    expect(io([]).color.isColorSupported).toBe(true);
    expect(io([], {}, false).color.isColorSupported).toBe(false);
  });

  it.each([
    [['--no-color'], {}],
    [[], { NO_COLOR: '1' }],
    [[], { NO_COLOR: '1', FORCE_COLOR: '1' }],
    [[], { TERM: 'dumb' }],
  ])('keeps colours off with %j %j', (argv, env) => {
    expect(io(argv, env).color.isColorSupported).toBe(false);
  });

  it('takes an empty NO_COLOR as not set, and FORCE_COLOR for a file', () => {
    expect(io([], { NO_COLOR: '' }).color.isColorSupported).toBe(true);
    expect(io([], { FORCE_COLOR: '1' }, false).color.isColorSupported).toBe(true);
    expect(io([], { FORCE_COLOR: '0' }, false).color.isColorSupported).toBe(false);
  });

  it('has the width of the screen, and no limit in a file', () => {
    expect(io([]).columns).toBe(90);
    expect(io([], {}, false).columns).toBe(Number.POSITIVE_INFINITY);
  });

  it('finds --json anywhere before --, for an error in the arguments too', () => {
    expect(io(['runs', 'list', '--json']).json).toBe(true);
    expect(io(['check', '--', '--json']).json).toBe(false);
  });

  it('draws no live lines where stderr is no terminal or a dumb one', () => {
    expect(io([]).isTerminal).toBe(true);
    expect(io([], {}, false).isTerminal).toBe(false);
    expect(io([], { TERM: 'dumb' }).isTerminal).toBe(false);
  });
});
