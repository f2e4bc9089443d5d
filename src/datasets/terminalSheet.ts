import type { Dataset } from '../core/dataset.js';
import { printable } from '../core/format.js';
import { chooseSamples, imageAt, type SampleChoice, type SplitName } from './sampleImages.js';

/** What a terminal can show: 24-bit colours, the 256-colour palette, or characters alone. */
export type TerminalColors = 'true' | 'palette' | 'none';

export interface TerminalSheetOptions extends SampleChoice {
  /** Width of the terminal in characters; images are made smaller to fit, and fewer where even that does not do. */
  readonly columns: number;
  readonly colors: TerminalColors;
}

/** An image narrower than this shows nothing. */
const MINIMUM_WIDTH = 12;
const RAMP = ' .:-=+*#%@';

/** Lines of text that show images of each class under its name, side by side. */
export function terminalSheet(dataset: Dataset, options: TerminalSheetOptions): string[] {
  const [height, width] = dataset.imageShape;
  const minimum = Math.min(MINIMUM_WIDTH, width);
  const perClass = Math.max(1, Math.min(options.perClass, Math.floor((options.columns + 1) / (minimum + 1))));
  const cellWidth = Math.max(1, Math.min(width, Math.floor((options.columns + 1) / perClass) - 1));
  // A character is about twice as high as wide: two pixels of the picture, one above the other.
  const cellHeight = Math.max(1, Math.round((height * cellWidth) / width / 2));
  const rows = chooseSamples(dataset, { ...options, perClass });
  return rows.flatMap((indices, label) => {
    const pictures = indices.map((index) => {
      const pixels = shrink(dataset, options.split, index, cellWidth, cellHeight * 2);
      return draw(pixels, cellWidth, cellHeight, options.colors);
    });
    const lines = Array.from({ length: cellHeight }, (_, line) => pictures.map((picture) => picture[line]).join(' '));
    return [printable(dataset.classNames[label] ?? ''), ...(pictures.length === 0 ? ['(no images)'] : lines)];
  });
}

type Pixel = readonly [red: number, green: number, blue: number];

/** An image in another size, each new pixel the mean of the pixels that it covers; row by row. */
function shrink(dataset: Dataset, split: SplitName, index: number, width: number, height: number): Pixel[] {
  const [fullHeight, fullWidth, channels] = dataset.imageShape;
  const image = imageAt(dataset, split, index);
  const mean = (x: number, y: number, channel: number): number => {
    const [left, right] = cover(x, width, fullWidth);
    const [top, bottom] = cover(y, height, fullHeight);
    let sum = 0;
    for (let row = top; row < bottom; row += 1) {
      for (let column = left; column < right; column += 1)
        sum += image[(row * fullWidth + column) * channels + channel] ?? 0;
    }
    return Math.round(sum / ((right - left) * (bottom - top)));
  };
  return Array.from({ length: width * height }, (_, position): Pixel => {
    const [x, y] = [position % width, Math.floor(position / width)];
    const red = mean(x, y, 0);
    return channels === 3 ? [red, mean(x, y, 1), mean(x, y, 2)] : [red, red, red];
  });
}

/** First and last (exclusive) old pixel of new pixel `position`; at least one. */
function cover(position: number, newSize: number, oldSize: number): readonly [number, number] {
  const start = Math.min(oldSize - 1, Math.floor((position * oldSize) / newSize));
  return [start, Math.max(start + 1, Math.floor(((position + 1) * oldSize) / newSize))];
}

function draw(pixels: readonly Pixel[], width: number, height: number, colors: TerminalColors): string[] {
  return Array.from({ length: height }, (_, line) => {
    const cells = Array.from({ length: width }, (_, x) => {
      const upper = pixels[2 * line * width + x] ?? [0, 0, 0];
      const lower = pixels[(2 * line + 1) * width + x] ?? upper;
      if (colors === 'none') return shade((brightness(upper) + brightness(lower)) / 2);
      return `\u001b[38;${paint(upper, colors)};48;${paint(lower, colors)}m▀`;
    });
    return cells.join('') + (colors === 'none' ? '' : '\u001b[0m');
  });
}

function paint(pixel: Pixel, colors: 'true' | 'palette'): string {
  return colors === 'true' ? `2;${pixel.join(';')}` : `5;${paletteIndex(pixel)}`;
}

/** Number in the usual 256-colour palette: 232..255 are greys from 8 to 238, 16..231 a cube of 6×6×6 colours. */
function paletteIndex([red, green, blue]: Pixel): number {
  if (red === green && green === blue) {
    if (red < 4) return 16;
    return red > 246 ? 231 : 232 + Math.min(23, Math.max(0, Math.round((red - 8) / 10)));
  }
  const level = (value: number) => (value < 48 ? 0 : value < 115 ? 1 : Math.round((value - 55) / 40));
  return 16 + 36 * level(red) + 6 * level(green) + level(blue);
}

function brightness([red, green, blue]: Pixel): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

function shade(value: number): string {
  return RAMP[Math.min(RAMP.length - 1, Math.floor((Math.round(value) * RAMP.length) / 256))] ?? ' ';
}
