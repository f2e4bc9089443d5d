import { element } from '../components/dom.js';
import type { ImageAtlas, ImageSource } from '../images/imageAtlas.js';
import { drawnScale } from '../images/tileLayout.js';
import type { Gallery } from './galleryModel.js';
import { lineCountOf, tileText } from './galleryText.js';
import { type GridLayout, gridLayout, positionAfterKey, scrolledTo, tilePlace, tilesInView } from './gridLayout.js';
import { Tile } from './tile.js';

/** What the person does with an image. */
export interface GalleryActions {
  /** `byKey`: with the keyboard, so that the focus is to go to what opens. */
  inspect(image: number, byKey: boolean): void;
  openDefinition(image: number): void;
  /** Opens the definition at the layer where it went wrong. */
  openWrongLayer(image: number): void;
}

export interface ShownGallery {
  readonly gallery: Gallery;
  readonly source: ImageSource;
  /** The image that is inspected. */
  readonly sample: number | undefined;
  /** Of texts, in pixels. */
  readonly fontSize: number;
}

/** 28 pixels, three times as large. */
const PICTURE_SIDE = 84;
const LEAST_TILE_WIDTH = 132;
const PADDING = 10;
const LINE_HEIGHT = 1.35;

/**
 * Images in rows, of which only those that are seen are in the page, however many there are. One tile can be reached by Tab;
 * arrows, Page Up and Down, Home and End go on from there, Enter inspects, `o` opens the definition,
 * `w` opens it at the layer where the image went wrong.
 */
export class GalleryGrid {
  readonly element: HTMLElement;
  readonly #content: HTMLElement;
  readonly #atlas: ImageAtlas;
  readonly #actions: GalleryActions;
  readonly #tiles = new Map<number, Tile>();
  #shown: ShownGallery | undefined;
  #drawnLayout: GridLayout | undefined;
  #active = 0;
  #isDrawing = false;
  #isWholeDue = false;

  constructor(atlas: ImageAtlas, actions: GalleryActions) {
    this.#atlas = atlas;
    this.#actions = actions;
    this.#content = element('div', { class: 'gallery-content', attributes: { role: 'presentation' } });
    this.element = element('div', {
      class: 'gallery',
      attributes: { role: 'listbox', 'aria-orientation': 'horizontal' },
      children: [this.#content],
    });
    this.element.addEventListener('scroll', () => this.#drawSoon(false), { passive: true });
    new ResizeObserver(() => this.#onResize()).observe(this.element);
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.element.addEventListener('click', (event) => this.#onClick(event));
    this.element.addEventListener('focusin', (event) => {
      const tile = this.#tileOf(event.target);
      if (tile !== undefined) this.#setActive(tile.position);
    });
  }

  /** Draws a list of images. Another list begins at its top, or at the image that is inspected. */
  show(shown: ShownGallery): void {
    const isOther = this.#shown?.gallery !== shown.gallery;
    this.#shown = shown;
    if (isOther) {
      const { images } = shown.gallery;
      const inspected = shown.sample === undefined ? -1 : images.indexOf(shown.sample);
      this.#active = Math.max(0, inspected);
      const layout = this.#layout(shown);
      this.#content.style.height = `${layout.height}px`;
      this.element.scrollTop = inspected < 0 ? 0 : scrolledTo(layout, inspected, 0, this.element.clientHeight);
    }
    this.#draw();
  }

  /** Puts the focus on an image and scrolls to it; false where it is not in the list. */
  focusImage(image: number): boolean {
    const position = this.#shown?.gallery.images.indexOf(image) ?? -1;
    if (position < 0 || !this.element.isConnected || this.element.offsetParent === null) return false;
    this.#focus(position);
    return true;
  }

  #layout({ gallery, fontSize }: ShownGallery): GridLayout {
    const lines = 1 + lineCountOf(gallery);
    const height = PICTURE_SIDE + Math.ceil(lines * fontSize * LINE_HEIGHT) + 2 * PADDING;
    return gridLayout(gallery.images.length, this.element.clientWidth, LEAST_TILE_WIDTH, height);
  }

  /** When rows become longer or shorter, what was seen stays in view. */
  #onResize(): void {
    const shown = this.#shown;
    const before = this.#drawnLayout;
    const { scrollTop, clientHeight } = this.element;
    if (shown !== undefined && before !== undefined && clientHeight > 0) {
      const layout = this.#layout(shown);
      if (layout.columns !== before.columns) {
        const isActiveSeen = scrolledTo(before, this.#active, scrollTop, clientHeight) === scrollTop;
        const anchor = isActiveSeen ? this.#active : Math.round(scrollTop / before.tileHeight) * before.columns;
        const seenAt = tilePlace(before, anchor).top - scrollTop;
        this.#content.style.height = `${layout.height}px`;
        this.element.scrollTop = tilePlace(layout, anchor).top - seenAt;
      }
    }
    this.#drawSoon(true);
  }

  /** Scrolling tells more often than it can be drawn. `isWhole`: tiles that are there may have become others. */
  #drawSoon(isWhole: boolean): void {
    this.#isWholeDue ||= isWhole;
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      this.#draw(this.#isWholeDue);
    });
  }

  #draw(isWhole = true): void {
    const shown = this.#shown;
    const { clientWidth, clientHeight, scrollTop } = this.element;
    if (shown === undefined || clientWidth === 0) return;
    const layout = this.#layout(shown);
    this.#isWholeDue = false;
    this.#drawnLayout = layout;
    this.#content.style.height = `${layout.height}px`;
    const { first, end } = tilesInView(layout, scrollTop, clientHeight);
    const spare: Tile[] = [];
    for (const [position, tile] of this.#tiles) {
      // The one that has the focus, or is to get it by Tab, stays wherever it is.
      if ((position >= first && position < end) || (position === this.#active && position < layout.count)) continue;
      this.#tiles.delete(position);
      spare.push(tile);
    }
    for (let position = first; position < end; position += 1)
      if (isWhole || !this.#tiles.has(position)) this.#show(position, shown, layout, spare);
    if (layout.count > 0 && (this.#active < first || this.#active >= end))
      this.#show(this.#active, shown, layout, spare);
    for (const tile of spare) tile.element.remove();
  }

  /** Shows a position with its tile, else with a spare one, which is in the page already. */
  #show(position: number, { gallery, source, sample }: ShownGallery, layout: GridLayout, spare: Tile[]): void {
    const tile = this.#tiles.get(position) ?? spare.pop() ?? new Tile();
    this.#tiles.set(position, tile);
    if (!tile.element.isConnected) this.#content.append(tile.element);
    const image = gallery.images[position] ?? 0;
    const [height, width] = source.imageShape;
    const scale = drawnScale(source.imageShape, PICTURE_SIDE);
    tile.show(
      {
        position,
        count: layout.count,
        image,
        source,
        text: tileText(gallery, position),
        isSelected: image === sample,
        isActive: position === this.#active,
        ...tilePlace(layout, position),
        width: layout.tileWidth,
        height: layout.tileHeight,
        pictureWidth: width * scale,
        pictureHeight: height * scale,
      },
      this.#atlas,
    );
  }

  #setActive(position: number): void {
    if (position === this.#active) return;
    this.#tiles.get(this.#active)?.element.setAttribute('tabindex', '-1');
    this.#active = position;
    this.#tiles.get(position)?.element.setAttribute('tabindex', '0');
  }

  #focus(position: number): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    this.#setActive(position);
    const { element: box } = this;
    box.scrollTop = scrolledTo(this.#layout(shown), position, box.scrollTop, box.clientHeight);
    this.#draw();
    this.#tiles.get(position)?.element.focus({ preventScroll: true });
  }

  #onKey(event: KeyboardEvent): void {
    const shown = this.#shown;
    const tile = this.#tileOf(event.target);
    if (shown === undefined || tile === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const image = shown.gallery.images[tile.position];
    const layout = this.#layout(shown);
    const next = positionAfterKey(event.key, tile.position, layout, this.element.clientHeight);
    if (next !== undefined) this.#focus(next);
    else if (image === undefined) return;
    else if (event.key === 'Enter' || event.key === ' ') this.#actions.inspect(image, true);
    else if (event.key === 'o') this.#actions.openDefinition(image);
    else if (event.key === 'w') this.#actions.openWrongLayer(image);
    else return;
    event.preventDefault();
  }

  #onClick(event: MouseEvent): void {
    const tile = this.#tileOf(event.target);
    const image = tile === undefined ? undefined : this.#shown?.gallery.images[tile.position];
    if (tile === undefined || image === undefined) return;
    this.#setActive(tile.position);
    tile.element.focus({ preventScroll: true });
    this.#actions.inspect(image, false);
  }

  #tileOf(target: EventTarget | null): Tile | undefined {
    const hit = target instanceof Element ? target.closest('.tile') : null;
    if (hit === null) return undefined;
    for (const tile of this.#tiles.values()) if (tile.element === hit) return tile;
    return undefined;
  }
}
