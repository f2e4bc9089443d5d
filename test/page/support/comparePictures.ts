import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';

/** Red, green, blue and opacity of each pixel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Of a channel, as nobody sees it. */
const LET_PASS = 14;
/** As many as a byte tells apart. */
const PALETTE_SIZE = 256;
const FREQUENT_COLORS = 128;
/** Pixels that may lose their colour to the palette: on edges of letters, of which there are many. */
const LET_LOSE = 10;
const CHANNELS = 4;
const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** Throws where the bytes are no PNG. */
export function readPicture(png: Uint8Array): Picture {
  const { width, height, data } = PNG.sync.read(Buffer.from(png));
  return { width, height, pixels: data };
}

/**
 * A small PNG, with a palette: what is rare, as on the edges of letters, gets the nearest colour. Where too much would be
 * lost, one in all colours.
 */
export function writePicture(picture: Picture): Buffer {
  const { width, height } = picture;
  const { colors, places } = paletteOf(picture);
  const rows = Buffer.alloc(height * (1 + width));
  let lost = 0;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const color = colorAt(picture, startOf(picture, x, y));
      const place = places.get(color) ?? 0;
      if (difference(color, colors[place] ?? 0) > LET_PASS) lost += 1;
      rows[y * (1 + width) + 1 + x] = place;
    }
  if (lost > LET_LOSE)
    return PNG.sync.write(Object.assign(new PNG({ width, height }), { data: Buffer.from(picture.pixels) }));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits for each pixel, which is a place in the palette.
  header.set([8, 3], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(colors.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The colours of areas, which are frequent, then always the one that is furthest from all before it. */
function paletteOf(picture: Picture): {
  readonly colors: readonly number[];
  readonly places: ReadonlyMap<number, number>;
} {
  const counts = new Map<number, number>();
  for (let start = 0; start < picture.pixels.length; start += CHANNELS) {
    const color = colorAt(picture, start);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([a, first], [b, second]) => second - first || a - b).map(([color]) => color);
  const colors: number[] = [];
  const nearest = byCount.map((color) => ({ color, place: 0, distance: Number.POSITIVE_INFINITY }));
  while (colors.length < Math.min(PALETTE_SIZE, byCount.length)) {
    const next = nearest.reduce((furthest, candidate) =>
      candidate.distance > furthest.distance ? candidate : furthest,
    );
    const color = colors.length < FREQUENT_COLORS ? (byCount[colors.length] ?? 0) : next.color;
    for (const known of nearest) {
      const distance = difference(known.color, color);
      if (distance < known.distance) Object.assign(known, { place: colors.length, distance });
    }
    colors.push(color);
  }
  return { colors, places: new Map(nearest.map(({ color, place }) => [color, place])) };
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

/**
 * How many pixels differ visibly, those that only one of the pictures has among them, and a picture of where: pale what is
 * as expected, red what is not.
 */
export function comparePictures(
  expected: Picture,
  actual: Picture,
): { readonly count: number; readonly where: Picture } {
  const width = Math.max(expected.width, actual.width);
  const height = Math.max(expected.height, actual.height);
  const pixels = new Uint8Array(width * height * CHANNELS).fill(255);
  let count = 0;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [first, second, target] = [startOf(expected, x, y), startOf(actual, x, y), (y * width + x) * CHANNELS];
      const isSame =
        first >= 0 && second >= 0 && difference(colorAt(expected, first), colorAt(actual, second)) <= LET_PASS;
      if (!isSame) count += 1;
      for (let channel = 0; channel < 3; channel += 1)
        pixels[target + channel] = isSame
          ? 200 + 0.2 * (expected.pixels[first + channel] ?? 0)
          : channel === 0
            ? 220
            : 0;
    }
  return { count, where: { width, height, pixels } };
}

/** Where a pixel begins; −1: outside. */
function startOf({ width, height }: Picture, x: number, y: number): number {
  return x < width && y < height ? (y * width + x) * CHANNELS : -1;
}

/** As one number, a byte for each channel. */
function colorAt({ pixels }: Picture, start: number): number {
  return ((pixels[start] ?? 0) << 16) | ((pixels[start + 1] ?? 0) << 8) | (pixels[start + 2] ?? 0);
}

/** The greatest of the channels'. */
function difference(a: number, b: number): number {
  return Math.max(
    Math.abs((a >> 16) - (b >> 16)),
    Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)),
    Math.abs((a & 255) - (b & 255)),
  );
}
