import type { Comparator } from './expectation.js';
import type { ExpectedFigure } from './expectedFigures.js';

/** A limit as read from a text, or what is wrong with the text and, where that is known, one that is right. */
export type ReadLimit =
  | { readonly comparator: Comparator; readonly limit: number; readonly wrong?: undefined }
  | {
      readonly wrong: string;
      readonly suggestion?: string;
      /** It has not the form of a limit, whatever the figure; else it is one that this figure cannot have. */
      readonly isMalformed?: boolean;
    };

/** A comparator, a number in JSON's way, and perhaps a percent sign. */
export const LIMIT_PATTERN = '^\\s*(>=|<=|>|<)\\s*(-?\\d{1,15}(?:\\.\\d{1,20})?(?:[eE][+-]?\\d{1,2})?)\\s*(%?)\\s*$';
const limitPattern = new RegExp(LIMIT_PATTERN);

const bounds: Readonly<Record<ExpectedFigure['unit'], readonly [number, number]>> = {
  fraction: [0, 1],
  difference: [-1, 1],
  number: [0, Number.POSITIVE_INFINITY],
  count: [0, Number.POSITIVE_INFINITY],
};

const boundWords: Readonly<Record<ExpectedFigure['unit'], string>> = {
  fraction: 'a fraction from 0 to 1, or a percentage',
  difference: 'a fraction from -1 to 1, or a percentage',
  number: 'a number of at least 0',
  count: 'a number of at least 0',
};

/** Reads `>=0.90`, `>= 90 %`. `wrong`, what is wrong with it, has no full stop. */
export function readLimit(text: string, { unit, usual }: ExpectedFigure): ReadLimit {
  const [, comparator, digits = '', percent] = limitPattern.exec(text) ?? [];
  if (!isComparator(comparator))
    return { wrong: `Expected a limit such as "${usual}"`, isMalformed: true, ...suggestionFor(text, usual) };
  const isFraction = unit === 'fraction' || unit === 'difference';
  const given = Number(digits);
  const limit = percent === '%' ? given / 100 : given;
  const [least, most] = bounds[unit];
  if (percent === '%' && !isFraction)
    return { wrong: 'A percentage says nothing here: expected a number', suggestion: `${comparator}${digits}` };
  if (limit >= least && limit <= most) return { comparator, limit: limit === 0 ? 0 : limit };
  // 90 for an accuracy: a percentage without its sign.
  const isPercentage = isFraction && percent !== '%' && given / 100 >= least && given / 100 <= most;
  const wrong = `Expected ${boundWords[unit]}`;
  return isPercentage ? { wrong, suggestion: `${comparator}${digits} %` } : { wrong };
}

/** A limit as it is said for a number alone: in the direction in which the figure is usually limited. */
export function limitFor(number: number, { usual }: ExpectedFigure): string {
  return `${usual.startsWith('<') ? '<=' : '>='}${number}`;
}

function suggestionFor(text: string, usual: string): { suggestion?: string } {
  const sign = usual.slice(0, 2);
  const meant = text
    .replace(/^\s*=>/, '>=')
    .replace(/^\s*=</, '<=')
    .replace('≥', '>=')
    .replace('≤', '<=');
  if (limitPattern.test(meant)) return { suggestion: meant.trim() };
  return limitPattern.test(`${sign}${text}`) ? { suggestion: `${sign}${text.trim()}` } : {};
}

function isComparator(text: string | undefined): text is Comparator {
  return text === '>=' || text === '>' || text === '<=' || text === '<';
}
