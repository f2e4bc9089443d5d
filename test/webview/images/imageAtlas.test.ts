import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRgba } from '../../../webview/images/rgba.js';
import { SlotMap } from '../../../webview/images/slotMap.js';
import { drawnScale, placeOf, tileLayout } from '../../../webview/images/tileLayout.js';

describe('slots', () => {
  it('are given until there are no more, then by the one that was not looked at for longest', () => {
    const slots = new SlotMap(3);
    expect([10, 20, 30].map((image) => slots.assign(image))).toEqual([0, 1, 2]);
    expect(slots.find(10)).toBe(0);
    expect(slots.assign(40)).toBe(1);
    expect(slots.find(20)).toBeUndefined();
    expect(slots.assign(40)).toBe(1);
    expect(slots.find(30)).toBe(2);
    expect(() => new SlotMap(0)).toThrow(RangeError);
  });

  it('never hold two images, and never more than there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(20)), (capacity, images) => {
        const slots = new SlotMap(capacity);
        const held = new Map<number, number>();
        for (const image of images) {
          const slot = slots.assign(image);
          expect(slot).toBeLessThan(capacity);
          for (const [other, its] of held) if (its === slot && other !== image) held.delete(other);
          held.set(image, slot);
        }
        for (const [image, slot] of held) expect(slots.find(image)).toBe(slot);
      }),
    );
  });
});

describe('sheets of tiles', () => {
  it('hold about a thousand small images each', () => {
    const layout = tileLayout([28, 28, 1]);
    expect(layout).toMatchObject({ width: 28, height: 28, columns: 32, perSheet: 1024 });
    expect(layout.capacity).toBeGreaterThan(20_000);
    expect(placeOf(0, layout)).toEqual({ sheet: 0, x: 0, y: 0 });
    expect(placeOf(33, layout)).toEqual({ sheet: 0, x: 28, y: 28 });
    expect(placeOf(1025, layout)).toEqual({ sheet: 1, x: 28, y: 0 });
  });

  it('are bounded whatever the images are like, without two tiles in one place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4096 }), fc.integer({ min: 1, max: 4096 }), (height, width) => {
        const layout = tileLayout([height, width, 3]);
        expect(layout.capacity * layout.width * layout.height).toBeLessThanOrEqual(2 ** 24);
        expect(layout.capacity).toBeGreaterThanOrEqual(500);
        const places = Array.from({ length: Math.min(40, layout.perSheet) }, (_, slot) => placeOf(slot, layout));
        expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(places.length);
        const last = placeOf(layout.perSheet - 1, layout);
        expect(last.y).toBeLessThan(Math.ceil(layout.perSheet / layout.columns) * layout.height);
      }),
    );
  });

  it('are drawn so that pixels are as large as each other', () => {
    expect(drawnScale([28, 28, 1], 84)).toBe(3);
    expect(drawnScale([32, 32, 3], 84)).toBe(2);
    expect(drawnScale([168, 84, 3], 84)).toBe(0.5);
  });
});

describe('pixels', () => {
  it('are opaque, grey or in colour', () => {
    expect([...toRgba(Uint8Array.of(7, 255), 1)]).toEqual([7, 7, 7, 255, 255, 255, 255, 255]);
    expect([...toRgba(Uint8Array.of(1, 2, 3, 4, 5, 6), 3)]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
  });
});
