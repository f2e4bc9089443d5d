import { svgElement } from '../components/dom.js';
import type { Theme } from '../theme/theme.js';

/** A drawn SVG as the text of a file: with a title, and the theme's background under it. */
export function svgPicture(drawn: SVGSVGElement, title: string, { background }: Pick<Theme, 'background'>): string {
  drawn.setAttribute('role', 'img');
  drawn.prepend(
    svgElement('title', { text: title }),
    svgElement('rect', { attributes: { width: '100%', height: '100%', fill: background } }),
  );
  return `${new XMLSerializer().serializeToString(drawn)}\n`;
}
