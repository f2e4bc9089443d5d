import type { Locator } from 'playwright-core';

/** How much of a figure's (first) canvas has been drawn on, 0..1. */
export async function drawnFraction(figure: Locator): Promise<number> {
  return figure
    .locator('canvas')
    .first()
    .evaluate((canvas) => {
      const { width, height } = canvas as unknown as { width: number; height: number };
      const context = (canvas as unknown as { getContext(kind: '2d'): Context }).getContext('2d');
      if (width === 0 || height === 0) return 0;
      const { data } = context.getImageData(0, 0, width, height);
      let drawn = 0;
      for (let alpha = 3; alpha < data.length; alpha += 4) if ((data[alpha] ?? 0) > 0) drawn += 1;
      return drawn / (width * height);
    });
}

interface Context {
  getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
}
