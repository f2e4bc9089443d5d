import { PNG } from 'pngjs';
import type { Dataset } from '../core/dataset.js';
import { drawText, FONT_HEIGHT, textWidth } from './bitmapFont.js';
import { DatasetError } from './datasetError.js';
import { chooseSamples, imageAt, type SampleChoice, type SplitName } from './sampleImages.js';

export interface ContactSheetOptions extends SampleChoice {
  /** Side of the square that a pixel of an image becomes, 1 or more. */
  readonly scale: number;
}

const MARGIN = 8;
const GAP = 4;
const TEXT_SCALE = 2;
/** Longer names are cut. */
const NAME_LENGTH = 32;
/** A picture above this is no use to anyone, and does not fit in memory. */
const MAXIMUM_PIXELS = 100_000_000;
const BACKGROUND = 255;
const INK = 34;

/** A row of a sheet: what it is called, and its images. */
export interface SheetRow {
  readonly name: string;
  readonly images: readonly { readonly split: SplitName; readonly image: number }[];
}

/**
 * A PNG with a row for each class: its name, then images of it.
 * @throws DatasetError `too-large` when the picture would have more than 100 million pixels.
 */
export function contactSheet(dataset: Dataset, options: ContactSheetOptions): Uint8Array {
  const { scale, split } = options;
  const rows = chooseSamples(dataset, options).map((indices, label) => ({
    name: dataset.classNames[label] ?? '',
    images: indices.map((image) => ({ split, image })),
  }));
  const title = `${dataset.name}, ${split === 'train' ? 'training' : 'test'} images`;
  return pictureSheet(dataset, { title, rows, scale });
}

/** A PNG with rows of images. @throws as `contactSheet`. */
export function pictureSheet(
  dataset: Dataset,
  { title, rows, scale }: { readonly title: string; readonly rows: readonly SheetRow[]; readonly scale: number },
): Uint8Array {
  const [height, width] = dataset.imageShape;
  const textHeight = FONT_HEIGHT * TEXT_SCALE;
  const names = rows.map(({ name }) => name.slice(0, NAME_LENGTH));
  const nameWidth = Math.max(...names.map(textWidth)) * TEXT_SCALE;
  const cellWidth = width * scale + GAP;
  const rowHeight = Math.max(height * scale, textHeight) + GAP;
  const top = MARGIN + textHeight + 2 * GAP;
  const left = MARGIN + nameWidth + 2 * GAP;
  const columns = Math.max(1, ...rows.map(({ images }) => images.length));
  const sheetWidth = Math.max(left + columns * cellWidth - GAP, MARGIN + textWidth(title) * TEXT_SCALE) + MARGIN;
  const sheetHeight = top + rows.length * rowHeight - GAP + MARGIN;
  if (sheetWidth * sheetHeight > MAXIMUM_PIXELS) {
    throw new DatasetError({
      code: 'too-large',
      path: dataset.id,
      problem: 'the picture would be too large',
      expected: `at most ${MAXIMUM_PIXELS} pixels`,
      received: `${sheetWidth}×${sheetHeight}`,
      advice: 'Ask for fewer images of each class, or for a smaller scale.',
    });
  }
  const sheet = new PNG({ width: sheetWidth, height: sheetHeight });
  sheet.data.fill(BACKGROUND);

  write(sheet, title, MARGIN, MARGIN);
  rows.forEach(({ images }, row) => {
    const y = top + row * rowHeight;
    write(sheet, names[row] ?? '', MARGIN, y + Math.floor((rowHeight - GAP - textHeight) / 2));
    images.forEach(({ split, image }, column) => {
      paste(sheet, dataset, imageAt(dataset, split, image), left + column * cellWidth, y, scale);
    });
  });
  // Alpha is 255 everywhere, so colour type 2 loses nothing.
  return PNG.sync.write(sheet, { colorType: 2 });
}

function write(sheet: PNG, text: string, left: number, top: number): void {
  drawText(text, (x, y) => fill(sheet, left + x * TEXT_SCALE, top + y * TEXT_SCALE, TEXT_SCALE, INK, INK, INK));
}

function paste(sheet: PNG, dataset: Dataset, image: Uint8Array, left: number, top: number, scale: number): void {
  const [height, width, channels] = dataset.imageShape;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * channels;
      const red = image[at] ?? 0;
      const [green = red, blue = red] = channels === 3 ? [image[at + 1], image[at + 2]] : [];
      fill(sheet, left + x * scale, top + y * scale, scale, red, green, blue);
    }
  }
}

function fill(sheet: PNG, left: number, top: number, side: number, red: number, green: number, blue: number): void {
  for (let y = top; y < top + side; y += 1) {
    for (let x = left; x < left + side; x += 1) sheet.data.set([red, green, blue], (y * sheet.width + x) * 4);
  }
}
