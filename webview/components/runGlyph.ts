import { identityOf, type Marker } from '../state/identity.js';
import { lettersText } from '../state/lettersText.js';
import { element, svgElement } from './dom.js';

const shapes = {
  circle: 'M16 8m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0',
  diamond: 'M16 3L21 8L16 13L11 8Z',
  triangle: 'M16 3.5L20.5 11.5L11.5 11.5Z',
  square: 'M12 4H20V12H12Z',
  star: 'M16 3V13M11.7 5.5L20.3 10.5M20.3 5.5L11.7 10.5',
  cross: 'M12.5 4.5L19.5 11.5M19.5 4.5L12.5 11.5',
} as const satisfies Record<Marker, string>;

/** The outline of a marker, 10 wide and high or a little more, around 16, 8. */
export function markerPath(marker: Marker): string {
  return shapes[marker];
}

/** The looks of a model's first run, with the letters of all its runs. */
export function modelGlyph(letters: readonly string[]): HTMLElement {
  return runGlyph(letters[0] ?? '?', lettersText(letters));
}

/** A run's colour, dashes, marker and letter, as on the charts. */
export function runGlyph(letter: string, text = letter): HTMLElement {
  const { color, marker, dash } = identityOf(letter);
  const line = svgElement('path', { attributes: { d: 'M0 8H32', 'stroke-dasharray': dash.join(' ') } });
  const shape = svgElement('path', { class: 'marker', attributes: { d: shapes[marker] } });
  const picture = svgElement('svg', {
    attributes: { viewBox: '0 0 32 16', width: '32', height: '16', 'aria-hidden': 'true' },
    children: [line, shape],
  });
  return element('span', {
    class: `run-glyph run-color-${color}`,
    children: [picture, element('span', { class: 'letter', text })],
  });
}
