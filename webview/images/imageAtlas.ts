import type { ImageShape } from '../../src/core/dataset.js';
import type { DataSource } from '../../src/protocol/page.js';
import { type ImageBatch, imagesAtOnce, type Split } from '../../src/protocol/samples.js';
import { type AskForData, problemOf } from '../state/pageData.js';
import type { PageProblem } from '../state/pageState.js';
import { toRgba } from './rgba.js';
import { SlotMap } from './slotMap.js';
import { placeOf, type TileLayout, tileLayout } from './tileLayout.js';

/**
 * Where images come from: any run on that dataset, or the dataset itself; the host finds the images by it. Those of different
 * runs are the same where checksum and kind of split are.
 */
export type ImageSource = DataSource & {
  readonly split: Split;
  /** Of the dataset. */
  readonly checksum: string;
  readonly imageShape: ImageShape;
};

/** Requests under way of one source: what is asked for next is what is looked at then. */
const MAXIMUM_UNDER_WAY = 2;
/** Datasets whose images are kept. */
const MAXIMUM_SOURCES = 6;

/** The images of one source: drawn once onto sheets, from which they are drawn wherever they are shown. */
interface Drawer {
  readonly layout: TileLayout;
  readonly slots: SlotMap;
  readonly sheets: CanvasRenderingContext2D[];
  readonly wanted: Set<number>;
  readonly underWay: Set<number>;
  requestCount: number;
  problem: PageProblem | undefined;
  source: ImageSource;
}

/** Pixels of images: each travels once, whoever shows it. */
export class ImageAtlas {
  readonly #ask: AskForData;
  readonly #onChange: () => void;
  /** The least recently used first. */
  readonly #drawers = new Map<string, Drawer>();
  #isFlushDue = false;

  /** `onChange`: images have come in, or are not to be had. */
  constructor(ask: AskForData, onChange: () => void) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  /**
   * Draws an image onto a canvas, which takes its size. False: it is not here yet; it is asked for together with all others
   * of this frame, and the canvas is empty.
   */
  draw(canvas: HTMLCanvasElement, source: ImageSource, image: number): boolean {
    const drawer = this.#drawerOf(source);
    const { width, height } = drawer.layout;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext('2d');
    const slot = drawer.slots.find(image);
    if (slot === undefined) {
      context?.clearRect(0, 0, width, height);
      if (drawer.problem === undefined && !drawer.underWay.has(image)) this.#want(drawer, image);
      return false;
    }
    const { sheet, x, y } = placeOf(slot, drawer.layout);
    const from = drawer.sheets[sheet];
    if (from !== undefined) context?.drawImage(from.canvas, x, y, width, height, 0, 0, width, height);
    return true;
  }

  /** Why images of a source are not to be had. */
  problemOf(source: ImageSource): PageProblem | undefined {
    return this.#drawerOf(source).problem;
  }

  /** Asks again for what could not be had. */
  retry(): void {
    for (const drawer of this.#drawers.values()) drawer.problem = undefined;
    this.#onChange();
  }

  /** Takes in images that came with something else. */
  take(source: ImageSource, batch: ImageBatch): void {
    put(this.#drawerOf(source), batch);
  }

  #drawerOf(source: ImageSource): Drawer {
    const key = `${source.checksum} ${source.split === 'test' ? 'test' : 'train'}`;
    const known = this.#drawers.get(key);
    const layout = known?.layout ?? tileLayout(source.imageShape);
    const drawer = known ?? {
      layout,
      slots: new SlotMap(layout.capacity),
      sheets: [],
      wanted: new Set(),
      underWay: new Set(),
      requestCount: 0,
      problem: undefined,
      source,
    };
    // The run that it was first asked by may not be shown any more.
    drawer.source = source;
    this.#drawers.delete(key);
    this.#drawers.set(key, drawer);
    const [oldest] = this.#drawers.keys();
    if (this.#drawers.size > MAXIMUM_SOURCES && oldest !== undefined) this.#drawers.delete(oldest);
    return drawer;
  }

  #want(drawer: Drawer, image: number): void {
    drawer.wanted.add(image);
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    // After all of this frame's drawing.
    queueMicrotask(() => {
      this.#isFlushDue = false;
      for (const each of this.#drawers.values()) this.#flush(each);
    });
  }

  #flush(drawer: Drawer): void {
    const { wanted, source } = drawer;
    const [height, width, channels] = source.imageShape;
    const most = imagesAtOnce({ height, width, channels });
    const images = [...wanted];
    // What is left over is wanted again when these have come and all is drawn anew, if it is still looked at.
    wanted.clear();
    for (let start = 0; start < images.length && drawer.requestCount < MAXIMUM_UNDER_WAY; start += most)
      void this.#fetch(drawer, images.slice(start, start + most));
  }

  async #fetch(drawer: Drawer, indices: readonly number[]): Promise<void> {
    const { source } = drawer;
    const { split } = source;
    const from: DataSource = 'runId' in source ? { runId: source.runId } : { dataset: source.dataset };
    for (const image of indices) drawer.underWay.add(image);
    drawer.requestCount += 1;
    try {
      put(drawer, await this.#ask('readImages', { ...from, split, indices }, {}));
    } catch (error) {
      drawer.problem = problemOf(error);
    } finally {
      for (const image of indices) drawer.underWay.delete(image);
      drawer.requestCount -= 1;
      this.#onChange();
    }
  }
}

function put({ layout, slots, sheets }: Drawer, batch: ImageBatch): void {
  const { height, width, channels, indices, bytes } = batch;
  const size = height * width * channels;
  const isWhole = layout.width === width && layout.height === height;
  const scratch = isWhole ? undefined : newContext(width, height);
  indices.forEach((image, position) => {
    const { sheet, x, y } = placeOf(slots.assign(image), layout);
    const rows = Math.ceil(layout.perSheet / layout.columns);
    sheets[sheet] ??= newContext(layout.columns * layout.width, rows * layout.height);
    const onto = sheets[sheet];
    const data = new ImageData(toRgba(bytes.subarray(position * size, (position + 1) * size), channels), width, height);
    if (scratch === undefined) {
      onto.putImageData(data, x, y);
      return;
    }
    scratch.putImageData(data, 0, 0);
    onto.drawImage(scratch.canvas, 0, 0, width, height, x, y, layout.width, layout.height);
  });
}

function newContext(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  // Many small pieces are written and read: faster in memory than on a graphics card.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('The browser gives no canvas to draw images on.');
  return context;
}
