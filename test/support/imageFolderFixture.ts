import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PNG } from 'pngjs';

/** Red, green and blue of a pixel. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A PNG of one colour; grey by its colour type where `isGrey`. */
export function flatPng([red, green, blue]: Rgb, height = 4, width = 5, isGrey = false): Buffer {
  const png = new PNG({ width, height });
  for (let at = 0; at < png.data.length; at += 4) png.data.set([red, green, blue, 255], at);
  return PNG.sync.write(png, { colorType: isGrey ? 0 : 2 });
}

/** Writes files below a folder, by their paths with `/`; returns the folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array | string>>): string {
  mkdirSync(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, ...path.split('/'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}

/** An image folder of two classes, all pictures different: `count` reddish ones and as many bluish ones. */
export function writeImageFolder(folder: string, count = 5, isGrey = false): string {
  const files: Record<string, Buffer> = {};
  for (let index = 0; index < count; index += 1) {
    files[`red/${index}.png`] = flatPng([200, index, 10], 4, 5, isGrey);
    files[`blue/${index}.PNG`] = flatPng([10, index, 220], 4, 5, isGrey);
  }
  return writeFiles(folder, files);
}
