import { writeInline } from '../definition/edit.js';
import { isMadeName } from '../definition/madeName.js';
import { printable } from '../format.js';

/** One thing in which what two runs trained differs. */
export interface DefinitionDifference {
  readonly area: 'input' | 'layer' | 'training' | 'data';
  readonly kind: 'added' | 'removed' | 'changed';
  /**
   * What it is about: a layer's name, the second run's where both have it; a part of the recipe, such as
   * `optimizer.learningRate`; a fact of the data, such as `seed`. As the files have it: not made safe to show.
   */
  readonly subject: string;
  /** Of a layer that both have: which option, or `type`, or `from`. */
  readonly option?: string;
  /** Null where the first run has no such thing. */
  readonly first: DifferenceSide | null;
  readonly second: DifferenceSide | null;
}

/** What one run has. */
export interface DifferenceSide {
  /** The value; of an added or removed layer or callback its type. Not made safe to show. */
  readonly text: string;
  /** Name of the layer in this run. */
  readonly layer?: string;
  /** From 1, in the run's own copy of the definition; null where it is not written there but a default, or asked for. */
  readonly line: number | null;
}

/** Longest value that is shown whole. */
const MAXIMUM_TEXT = 80;

/** A difference in a few words, safe to show: `dense_1: units 128 → 256`, `head (dense) added`, `seed 0 → 1`. */
export function differenceText({ area, kind, subject, option, first, second }: DefinitionDifference): string {
  const shown = printable(subject);
  if (kind === 'changed') {
    const [one, other] = [first, second].map((side) => printable(side?.text ?? 'none'));
    return `${shown}${option === undefined ? '' : `: ${printable(option)}`} ${one} → ${other}`;
  }
  const type = (first ?? second)?.text ?? '';
  const isNamed = area === 'layer' && !isMadeName(subject, type);
  return `${shown}${isNamed ? ` (${printable(type)})` : ''} ${kind}`;
}

/** A value of a definition for people, as it would be written, strings without quotes; what is absent is `none`. */
export function valueText(value: unknown): string {
  const text = value === undefined || value === null ? 'none' : typeof value === 'string' ? value : writeInline(value);
  return text.length > MAXIMUM_TEXT ? `${text.slice(0, MAXIMUM_TEXT)}…` : text;
}

/** True for options of the same meaning; what is absent and null are one. */
export function sameValue(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
