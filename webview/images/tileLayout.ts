import type { ImageShape } from '../../src/core/dataset.js';

/** How images of one shape lie on sheets. Sizes are in pixels. */
export interface TileLayout {
  /** Of a tile: that of the image, of a large one less. */
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly perSheet: number;
  /** Of all sheets. */
  readonly capacity: number;
}

/** Larger images are kept smaller than they are. */
const LONGEST_SIDE = 160;
const TILES_A_SHEET = 1024;
const PIXELS_A_SHEET = 2 ** 20;
/** 64 MB of colours: 20,000 images of 28×28. */
const PIXELS = 2 ** 24;

/** How images of a shape are laid out, so that memory is bounded whatever their size. */
export function tileLayout([height, width]: ImageShape): TileLayout {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(height, width));
  const tile = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const pixels = tile.width * tile.height;
  const fitting = Math.max(1, Math.min(TILES_A_SHEET, Math.floor(PIXELS_A_SHEET / pixels)));
  const columns = Math.ceil(Math.sqrt(fitting));
  const perSheet = columns * Math.max(1, Math.floor(fitting / columns));
  return { ...tile, columns, perSheet, capacity: perSheet * Math.max(1, Math.floor(PIXELS / (perSheet * pixels))) };
}

/** Where a slot lies. */
export function placeOf(slot: number, { width, height, columns, perSheet }: TileLayout) {
  const onSheet = slot % perSheet;
  return {
    sheet: Math.floor(slot / perSheet),
    x: (onSheet % columns) * width,
    y: Math.floor(onSheet / columns) * height,
  };
}

/**
 * By how much images are drawn larger so that they fill, but do not exceed, a square of `side` pixels: a whole number where
 * that is at least 1, so that every pixel is as large as the others.
 */
export function drawnScale([height, width]: ImageShape, side: number): number {
  const scale = side / Math.max(height, width);
  return scale >= 1 ? Math.floor(scale) : scale;
}
