import { describe, expect, it } from 'vitest';
import { augmentImages } from '../../src/trainer/augmentImages.js';
import { modelText } from '../support/modelText.js';

const output = '{ "type": "dense", "units": 10, "activation": "softmax" }';
const [count, side] = [20, 4];
const images = Uint8Array.from({ length: count * side * side }, (_, i) => (i % (side * side)) * 10);

function augmented(layers: readonly string[], bytes = images) {
  return augmentImages({
    type: 'augment',
    id: 1,
    definitionText: modelText(...layers, '{ "type": "flatten" }', output),
    definitionPath: 'a.model.jsonc',
    imageShape: [side, side, 1],
    classCount: 10,
    images: Buffer.from(bytes).toString('base64'),
    count,
    seed: 3,
    step: 1,
  });
}

function bytesOf({ images: base64 }: { readonly images: string }): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

describe('augmentImages', () => {
  it('gives what the first layer that computes sees, in the values of the images', async () => {
    const flip = '{ "type": "randomFlip", "mode": "horizontal", "name": "mirror" }';
    const plain = await augmented([flip]);
    expect(plain.layers).toEqual(['mirror']);
    const rows = new Set(
      Array.from({ length: count }, (_, i) =>
        bytesOf(plain)
          .subarray(i * 16, i * 16 + 4)
          .join(' '),
      ),
    );
    expect(rows).toEqual(new Set(['0 10 20 30', '30 20 10 0']));
    const rescale = '{ "type": "rescale", "scale": -0.00784313725490196, "offset": 1 }';
    const rescaled = await augmented([
      rescale,
      '{ "type": "rescale", "scale": 2 }',
      flip,
      '{ "type": "rescale", "scale": 3 }',
    ]);
    expect(bytesOf(rescaled)).toEqual(bytesOf(plain));
  });

  it('shows what a training step with that seed sees, and not what is behind a layer that computes', async () => {
    const erase = '{ "type": "randomErasing", "rate": 1, "fillValue": 255 }';
    const first = await augmented([erase]);
    expect(bytesOf(first)).toContain(255);
    expect(await augmented([erase])).toEqual(first);
    const conv = '{ "type": "conv2d", "filters": 1, "kernelSize": 1 }';
    expect(await augmented([conv, erase])).toMatchObject({
      layers: [],
      images: Buffer.from(images).toString('base64'),
    });
  });

  it('says what is wrong with a definition or with images', async () => {
    await expect(augmented(['{ "type": "randomFlp" }'])).rejects.toThrow('a.model.jsonc:4');
    await expect(augmented(['{ "type": "randomFlip" }'], images.subarray(1))).rejects.toThrow(
      '20 images are 320 bytes, got 319.',
    );
  });
});
