import stringWidth from 'string-width';
import { formatPercent, printable } from '../../core/format.js';
import type { RankedClass } from '../../core/metrics/rankClasses.js';
import type { Io } from '../io.js';

const BAR = 20;

/** A picture's name, then its most probable classes with a bar each. */
export function renderPrediction(file: string, ranked: readonly RankedClass[], color: Io['color']): string {
  const names = ranked.map(({ name }) => printable(name));
  const width = Math.max(0, ...names.map((name) => stringWidth(name)));
  const lines = ranked.map(({ probability }, index) => {
    const name = names[index] ?? '';
    const bar = '█'.repeat(Math.round((probability ?? 0) * BAR));
    const line = `  ${name}${' '.repeat(width - stringWidth(name))}  ${formatPercent(probability).padStart(7)}  ${bar}`;
    return (index === 0 ? color.bold(line) : line).trimEnd();
  });
  const isUnknown = ranked.every(({ probability }) => probability === null);
  const note = isUnknown ? ["  The model's output is not a number."] : [];
  return [printable(file), ...lines, ...note].join('\n');
}
