import type { ImageShape } from '../../src/core/dataset.js';
import type { DataSource } from '../../src/protocol/page.js';
import type { Split } from '../../src/protocol/samples.js';
import type { ImageAtlas } from '../images/imageAtlas.js';
import { toRgba } from '../images/rgba.js';
import { problemText } from '../state/problemText.js';
import { element } from './dom.js';

/** Least side of an image on the screen, in pixels of CSS; smaller ones are drawn at a whole multiple. */
const LEAST_SIDE = 48;

type PictureSource = DataSource & { readonly checksum: string; readonly imageShape: ImageShape };

/** Single images in a part of a page, drawn as soon as they are there. */
export class Pictures {
  readonly #atlas: ImageAtlas;
  #source: PictureSource | undefined;
  /** Those that have not been drawn yet. */
  #waiting: { readonly canvas: HTMLCanvasElement; readonly split: Split; readonly image: number }[] = [];

  constructor(atlas: ImageAtlas) {
    this.#atlas = atlas;
  }

  /** From where images are from now on; true when that is another place. */
  show(source: PictureSource): boolean {
    const isOther = source.checksum !== this.#source?.checksum;
    this.#source = source;
    return isOther;
  }

  /** A picture that says nothing to those who listen: it is described beside. */
  picture(split: Split, image: number): HTMLCanvasElement {
    const canvas = element('canvas', { class: 'picture', attributes: { 'aria-hidden': 'true' } });
    const [height, width] = this.#source?.imageShape ?? [1, 1];
    const scale = Math.max(1, Math.ceil(LEAST_SIDE / Math.max(height, width)));
    canvas.style.width = `${Math.min(width * scale, 2 * LEAST_SIDE)}px`;
    this.#waiting.push({ canvas, split, image });
    return canvas;
  }

  /** A picture of bytes that are there, looking like the others. */
  made(bytes: Uint8Array, imageShape: ImageShape): HTMLCanvasElement {
    const [height, width, channels] = imageShape;
    const canvas = element('canvas', { class: 'picture', attributes: { 'aria-hidden': 'true' } });
    const scale = Math.max(1, Math.ceil(LEAST_SIDE / Math.max(height, width)));
    canvas.style.width = `${Math.min(width * scale, 2 * LEAST_SIDE)}px`;
    canvas.width = width;
    canvas.height = height;
    const data = new ImageData(toRgba(bytes, channels), width, height);
    canvas.getContext('2d')?.putImageData(data, 0, 0);
    return canvas;
  }

  /** Draws what has come in. */
  draw(): void {
    const source = this.#source;
    if (source === undefined) return;
    this.#waiting = this.#waiting.filter(
      ({ canvas, split, image }) => canvas.isConnected && !this.#atlas.draw(canvas, { ...source, split }, image),
    );
  }

  /** Why images are not to be had. */
  get problem(): string | undefined {
    if (this.#source === undefined) return undefined;
    const problem =
      this.#atlas.problemOf({ ...this.#source, split: 'test' }) ??
      this.#atlas.problemOf({ ...this.#source, split: 'train' });
    return problem === undefined ? undefined : problemText(problem);
  }
}
