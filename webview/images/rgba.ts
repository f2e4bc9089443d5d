/** Grey (1) or red, green and blue (3) as the four bytes a pixel that canvases take, opaque. */
export function toRgba(bytes: Uint8Array, channels: number): Uint8ClampedArray<ArrayBuffer> {
  const count = Math.floor(bytes.length / channels);
  const rgba = new Uint8ClampedArray(count * 4);
  const isGrey = channels < 3;
  for (let pixel = 0; pixel < count; pixel += 1) {
    const from = pixel * channels;
    const to = pixel * 4;
    rgba[to] = bytes[from] ?? 0;
    rgba[to + 1] = bytes[isGrey ? from : from + 1] ?? 0;
    rgba[to + 2] = bytes[isGrey ? from : from + 2] ?? 0;
    rgba[to + 3] = 255;
  }
  return rgba;
}
