import { describe, expect, it } from 'vitest';
import { comparePictures, type Picture, readPicture, writePicture } from './comparePictures.js';

const plain = (width: number, height: number, color: readonly number[]): Picture => ({
  width,
  height,
  pixels: Uint8Array.from({ length: width * height * 4 }, (_, index) => color[index % 4] ?? 255),
});

describe('comparePictures', () => {
  const grey = plain(4, 3, [100, 100, 100, 255]);

  it('lets pass what nobody sees, and counts what differs in any channel', () => {
    expect(comparePictures(grey, plain(4, 3, [108, 93, 100, 255])).count).toBe(0);
    const other = { ...grey, pixels: grey.pixels.with(4 * 5 + 2, 120) };
    const { count, where } = comparePictures(grey, other);
    expect(count).toBe(1);
    expect([...where.pixels.subarray(4 * 5, 4 * 5 + 4)]).toEqual([220, 0, 0, 255]);
    expect([...where.pixels.subarray(0, 4)]).toEqual([220, 220, 220, 255]);
  });

  it('counts what one of them alone has', () => {
    const { count, where } = comparePictures(grey, plain(5, 2, [100, 100, 100, 255]));
    expect(count).toBe(1 * 3 + 4 * 1);
    expect([where.width, where.height]).toEqual([5, 3]);
  });

  it('keeps a picture in a small file', () => {
    const picture = plain(40, 30, [99, 3, 255, 255]);
    const png = writePicture(picture);
    expect(png.length).toBeLessThan(200);
    const kept = readPicture(png);
    expect(kept).toMatchObject({ width: 40, height: 30 });
    expect([...kept.pixels.subarray(0, 4)]).toEqual([99, 3, 255, 255]);
    expect(comparePictures(kept, picture).count).toBe(0);
  });

  it('keeps a picture of many colours, too', () => {
    const pixels = Uint8Array.from({ length: 64 * 64 * 4 }, (_, index) =>
      index % 4 === 3 ? 255 : ((index >> 2) * ([1, 0.07, 37][index % 4] ?? 0)) % 256,
    );
    const picture = { width: 64, height: 64, pixels };
    expect(comparePictures(readPicture(writePicture(picture)), picture).count).toBe(0);
  });
});
