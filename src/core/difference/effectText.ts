import { formatCompactCount, formatCount, formatShape, printable } from '../format.js';
import type { BeforeAfter, DifferenceEffects, ModelEffect } from './changeEffects.js';

const MOST_SHAPES = 3;

/**
 * What a change does to a model, in a few words, safe to show: `+33,024 parameters, +0.03 M MACs, conv2d 28×28×8 → 28×28×16`;
 * empty where it does nothing of that kind.
 */
export function effectText(effect: DifferenceEffects['changes'][number]): string {
  if (effect === null) return '';
  if ('problem' in effect) return `not by itself: ${printable(effect.problem)}`;
  const shapes = effect.shapes
    .slice(0, MOST_SHAPES)
    .map(({ layer, before, after }) => `${printable(layer)} ${formatShape(before)} → ${formatShape(after)}`);
  const further = effect.shapes.length - shapes.length;
  return [
    signed(effect.parameters, formatCount, 'parameters'),
    signed(effect.macs, formatCompactCount, 'MACs'),
    ...shapes,
    ...(further > 0 ? [`${further} more shapes`] : []),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** What all changes together do: `parameters 235,146 → 436,362, MACs 235 K → 434 K`. */
export function totalEffectText({ parameters, macs }: Omit<ModelEffect, 'shapes'>): string {
  const both = (title: string, { before, after }: BeforeAfter, write: (count: number) => string) =>
    before === after ? `${title} ${write(before)}` : `${title} ${write(before)} → ${write(after)}`;
  return `${both('parameters', parameters, formatCount)}, ${both('MACs', macs, formatCompactCount)}`;
}

function signed({ before, after }: BeforeAfter, write: (count: number) => string, what: string): string {
  const difference = after - before;
  return difference === 0 ? '' : `${difference > 0 ? '+' : ''}${write(difference)} ${what}`;
}
