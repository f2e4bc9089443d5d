import type { ImageShape } from '../../src/core/dataset.js';
import { element } from '../components/dom.js';
import { drawnScale } from '../images/tileLayout.js';

/** The canvas at a place of a list, made when it is first wanted. */
export function canvasAt(canvases: HTMLCanvasElement[], index: number): HTMLCanvasElement {
  const known = canvases[index] ?? element('canvas', { class: 'pixels', attributes: { 'aria-hidden': 'true' } });
  canvases[index] = known;
  return known;
}

/** Makes an image of that shape fill a square of `side` pixels, as far as whole pixels do. */
export function sizeCanvas(canvas: HTMLCanvasElement, imageShape: ImageShape, side: number): void {
  const scale = drawnScale(imageShape, side);
  canvas.style.width = `${imageShape[1] * scale}px`;
  canvas.style.height = `${imageShape[0] * scale}px`;
}
