import type { ReportData } from '../../src/protocol/report.js';
import type { ImageBatch, Split } from '../../src/protocol/samples.js';

/** The images of a report, by their dataset, part and number. */
export class ReportImages {
  readonly #bytes = new Map<string, Uint8Array>();

  constructor(images: ReportData['images']) {
    for (const { part, batch } of images) this.add(part, batch);
  }

  /** Takes in further images. */
  add(part: 'train' | 'test', { checksum, height, width, channels, indices, bytes }: ImageBatch): void {
    const size = height * width * channels;
    indices.forEach((image, position) => {
      this.#bytes.set(keyOf(checksum, part, image), bytes.subarray(position * size, (position + 1) * size));
    });
  }

  /** Pixels of images; those that are not in the report are crossed out. */
  read(
    checksum: string,
    [height, width, channels]: readonly [number, number, number],
    split: Split,
    indices: readonly number[],
  ): ImageBatch {
    const size = height * width * channels;
    const bytes = new Uint8Array(indices.length * size);
    for (const [position, image] of indices.entries()) {
      const known = this.#bytes.get(keyOf(checksum, split, image));
      bytes.set(known?.length === size ? known : crossedOut(height, width, channels), position * size);
    }
    return { checksum, height, width, channels, indices, bytes };
  }
}

function keyOf(checksum: string, split: Split, image: number): string {
  return `${split === 'test' ? 'test' : 'train'} ${image} ${checksum}`;
}

function crossedOut(height: number, width: number, channels: number): Uint8Array {
  const bytes = new Uint8Array(height * width * channels).fill(96);
  for (let row = 0; row < height; row += 1)
    for (const column of [Math.floor((row * width) / height), width - 1 - Math.floor((row * width) / height)])
      bytes.fill(160, (row * width + column) * channels, (row * width + column + 1) * channels);
  return bytes;
}
