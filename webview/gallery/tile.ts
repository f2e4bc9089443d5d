import { element, setAttribute, setText } from '../components/dom.js';
import type { ImageAtlas, ImageSource } from '../images/imageAtlas.js';
import type { TileText } from './galleryText.js';

/** What a tile shows. */
export interface TileContent {
  readonly position: number;
  readonly count: number;
  readonly image: number;
  readonly source: ImageSource;
  readonly text: TileText;
  readonly isSelected: boolean;
  readonly isActive: boolean;
  /** Pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Of the image as drawn. */
  readonly pictureWidth: number;
  readonly pictureHeight: number;
}

/** An image with what it was taken for: one element, which shows one image after another as the list is scrolled. */
export class Tile {
  readonly element: HTMLElement;
  position = -1;
  /** The image that its canvas holds. */
  #drawn = '';
  readonly #canvas = element('canvas', { attributes: { 'aria-hidden': 'true' } });
  readonly #truth = element('span', { class: 'truth' });
  readonly #lines: HTMLElement[] = [];
  readonly #caption: HTMLElement;

  constructor() {
    this.#caption = element('span', { class: 'tile-caption', attributes: { 'aria-hidden': 'true' } });
    this.#caption.append(this.#truth);
    this.element = element('div', {
      class: 'tile',
      attributes: { role: 'option' },
      children: [element('span', { class: 'tile-picture', children: [this.#canvas] }), this.#caption],
    });
  }

  show(content: TileContent, atlas: ImageAtlas): void {
    const { position, count, image, source, text, isSelected, isActive } = content;
    this.position = position;
    const { style } = this.element;
    style.transform = `translate(${content.left}px, ${content.top}px)`;
    style.width = `${content.width}px`;
    style.height = `${content.height}px`;
    this.#canvas.style.width = `${content.pictureWidth}px`;
    this.#canvas.style.height = `${content.pictureHeight}px`;
    setAttribute(this.element, 'aria-label', text.label);
    setAttribute(this.element, 'title', text.label);
    setAttribute(this.element, 'aria-setsize', String(count));
    setAttribute(this.element, 'aria-posinset', String(position + 1));
    setAttribute(this.element, 'aria-selected', String(isSelected));
    setAttribute(this.element, 'tabindex', isActive ? '0' : '-1');
    setText(this.#truth, text.truth);
    this.#showLines(text.lines);
    const picture = `${source.checksum} ${source.split} ${image}`;
    if (picture === this.#drawn) return;
    const isDrawn = atlas.draw(this.#canvas, source, image);
    this.#drawn = isDrawn ? picture : '';
    this.element.classList.toggle('is-waiting', !isDrawn);
  }

  #showLines(lines: TileText['lines']): void {
    while (this.#lines.length < lines.length) {
      const line = element('span', { children: [element('b'), element('span'), element('span')] });
      this.#lines.push(line);
      this.#caption.append(line);
    }
    this.#lines.forEach((line, index) => {
      const { letters, text, percent, isRight } = lines[index] ?? noLine;
      line.className = isRight ? 'line right' : 'line';
      const texts = [letters, text, percent];
      Array.from(line.children).forEach((part, place) => {
        if (part instanceof HTMLElement) setText(part, texts[place] ?? '');
      });
    });
  }
}

const noLine: TileText['lines'][number] = { letters: '', text: '', percent: '', isRight: false };
