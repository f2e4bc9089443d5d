import { formatCount } from '../../src/core/format.js';
import { RAMP_STEPS } from '../theme/ramp.js';
import { element } from './dom.js';

/** What the colours of a matrix stand for. */
export interface RampLegend {
  readonly isDifference: boolean;
  /** Images that the darkest colour stands for; null: 100 %. */
  readonly images: number | null;
}

/** Where the scale has figures; it is one of square roots, as `rampStepOf`. */
const TICKS = [0.01, 0.1, 0.25, 0.5, 1];

/** The ramp of a matrix, with its scale. */
export function rampLegendElements({ isDifference, images }: RampLegend): HTMLElement[] {
  const written = (fraction: number) => {
    if (images !== null) return formatCount(fraction * images);
    return `${formatCount(fraction * 100)}${fraction === 1 && !isDifference ? ' %' : ''}`;
  };
  const unit = images === null ? 'points' : 'images';
  const more = ramp('more', false, written);
  if (!isDifference) return [more, caption('mistakes; what is right, on the diagonal, has no colour')];
  return [caption(`${unit} fewer`), ramp('less', true, written), more, caption(`${unit} more than the baseline`)];
}

function caption(text: string): HTMLElement {
  return element('span', { class: 'caption', text });
}

function ramp(name: 'more' | 'less', isReversed: boolean, written: (fraction: number) => string): HTMLElement {
  const steps = Array.from({ length: RAMP_STEPS }, (_, index) => {
    const step = element('span');
    step.style.backgroundColor = `var(--${name}-${isReversed ? RAMP_STEPS - 1 - index : index})`;
    return step;
  });
  const ticks = TICKS.map((fraction) => {
    const place = Math.sqrt(fraction);
    const tick = element('span', { text: `${isReversed ? '−' : ''}${written(fraction)}` });
    tick.style.left = `${(isReversed ? 1 - place : place) * 100}%`;
    return tick;
  });
  return element('span', {
    class: 'ramp',
    children: [
      element('span', { class: 'ramp-steps', children: steps }),
      element('span', { class: 'ramp-ticks', children: ticks }),
    ],
  });
}
