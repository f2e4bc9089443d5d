import { describe, expect, it } from 'vitest';
import { countProblems, formatProblems } from '../../../src/core/definition/formatProblems.js';
import type { Problem } from '../../../src/core/definition/problem.js';

function problemAt(text: string, piece: string, more: Partial<Problem> = {}): Problem {
  const start = text.indexOf(piece);
  return {
    code: 'some-code',
    severity: 'error',
    message: 'It is wrong.',
    range: { start, end: start + piece.length },
    ...more,
  };
}

describe('formatProblems', () => {
  it('prints place, message and code, then the line with carets, then the fix', () => {
    const text = '{\r\n\t"units": "3"\r\n}';
    const fix = { title: 'Change to 3', range: { start: 0, end: 0 }, text: '3' };
    expect(formatProblems('a/b.model.jsonc', text, [problemAt(text, '"3"', { fix })])).toBe(
      [
        'a/b.model.jsonc:2:11: error: It is wrong. [some-code]',
        '  \t"units": "3"',
        '  \t         ^^^',
        '  fix: Change to 3',
      ].join('\n'),
    );
  });

  it('puts one caret under an empty range, and stops at the end of the line', () => {
    const text = '{\n  "a": [\n  ]\n}';
    const whole = problemAt(text, '[\n  ]', { severity: 'warning' });
    const empty = { ...whole, range: { start: 0, end: 0 } };
    expect(formatProblems('f', text, [empty, whole])).toBe(
      [
        'f:1:1: warning: It is wrong. [some-code]',
        '  {',
        '  ^',
        'f:2:8: warning: It is wrong. [some-code]',
        '    "a": [',
        '         ^',
      ].join('\n'),
    );
  });

  it('survives an empty text and a range at its end', () => {
    const range = { start: 5, end: 9 };
    expect(formatProblems('f', '', [problemAt('', '', { range })])).toBe(
      'f:1:1: error: It is wrong. [some-code]\n  \n  ^',
    );
  });

  it('shows the part of a long line that matters', () => {
    const text = `${'x'.repeat(5000)}HERE${'y'.repeat(5000)}`;
    const [head, line = '', carets = ''] = formatProblems('f', text, [problemAt(text, 'HERE')]).split('\n');
    expect(head).toContain('f:1:5001:');
    expect(line.length).toBeLessThan(130);
    expect(line.indexOf('HERE')).toBe(carets.indexOf('^^^^'));
    expect(line.startsWith('  …')).toBe(true);
    expect(line.endsWith('…')).toBe(true);
  });

  it('lets no text drive the terminal', () => {
    const text = '{ "\u001b[2J\u202e\u0007": 1 }';
    const printed = formatProblems('\u001b[31mf', text, [problemAt(text, '1', { message: 'a\u009bb' })]);
    expect(printed).toBe('�[31mf:1:13: error: a�b [some-code]\n  { "�[2J��": 1 }\n              ^');
  });

  it('counts a character outside the basic plane as one on the screen', () => {
    const text = '{ "😀😀": 1 }';
    expect(formatProblems('f', text, [problemAt(text, '"😀😀"')]).split('\n')[2]).toBe('    ^^^^');
  });

  it('marks up its parts as asked', () => {
    const style = {
      location: (part: string) => `<${part}>`,
      error: (part: string) => `!${part}!`,
      warning: (part: string) => `?${part}?`,
      fix: (part: string) => `+${part}+`,
    };
    const fix = { title: 'Mend', range: { start: 0, end: 0 }, text: '' };
    expect(formatProblems('f', '{', [problemAt('{', '{', { fix })], style)).toBe(
      '<f:1:1:> !error:! It is wrong. [some-code]\n  {\n  !^!\n+  fix: Mend+',
    );
  });
});

describe('countProblems', () => {
  it.each([
    [0, 0, ''],
    [1, 0, '1 error'],
    [2, 1, '2 errors, 1 warning'],
    [0, 3, '3 warnings'],
  ])('%i errors, %i warnings', (errors, warnings, expected) => {
    const problems = [
      ...Array.from({ length: errors }, () => problemAt('', '')),
      ...Array.from({ length: warnings }, () => problemAt('', '', { severity: 'warning' })),
    ];
    expect(countProblems(problems)).toBe(expected);
  });
});
