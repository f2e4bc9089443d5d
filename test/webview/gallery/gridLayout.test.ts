import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gridLayout,
  positionAfterKey,
  scrolledTo,
  tilePlace,
  tilesInView,
} from '../../../webview/gallery/gridLayout.js';

describe('the layout of a gallery', () => {
  it('fills rows with tiles that are at least as wide as wanted', () => {
    expect(gridLayout(10_000, 1000, 128, 150)).toEqual({
      count: 10_000,
      columns: 7,
      rows: 1429,
      tileWidth: 1000 / 7,
      tileHeight: 150,
      height: 1429 * 150,
    });
    expect(gridLayout(3, 90, 128, 150)).toMatchObject({ columns: 1, rows: 3 });
    expect(gridLayout(0, 500, 128, 150)).toMatchObject({ rows: 0, height: 0 });
  });

  it('knows the few tiles that are seen among many', () => {
    const layout = gridLayout(10_000, 1000, 100, 100);
    expect(tilesInView(layout, 0, 500)).toEqual({ first: 0, end: 70 });
    expect(tilesInView(layout, 50_000, 500)).toEqual({ first: 4980, end: 5070 });
    expect(tilesInView(layout, 99_900, 500)).toEqual({ first: 9970, end: 10_000 });
    expect(tilesInView(gridLayout(0, 1000, 100, 100), 0, 500)).toEqual({ first: 0, end: 0 });
  });

  it('scrolls no further than it takes to see a tile whole', () => {
    const layout = gridLayout(100, 1000, 100, 100);
    expect(scrolledTo(layout, 25, 0, 500)).toBe(0);
    expect(scrolledTo(layout, 55, 0, 500)).toBe(100);
    expect(scrolledTo(layout, 5, 350, 500)).toBe(0);
  });

  it('is walked through by keys', () => {
    const layout = gridLayout(25, 1000, 100, 100);
    const moved = (key: string, position: number) => positionAfterKey(key, position, layout, 200);
    expect(moved('ArrowRight', 3)).toBe(4);
    expect(moved('ArrowRight', 24)).toBe(24);
    expect(moved('ArrowLeft', 0)).toBe(0);
    expect(moved('ArrowDown', 3)).toBe(13);
    expect(moved('ArrowDown', 17)).toBe(17);
    expect(moved('ArrowUp', 13)).toBe(3);
    expect(moved('ArrowUp', 3)).toBe(3);
    expect(moved('PageDown', 3)).toBe(23);
    expect(moved('PageDown', 8)).toBe(18);
    expect(moved('PageUp', 24)).toBe(4);
    expect(moved('Home', 24)).toBe(0);
    expect(moved('End', 0)).toBe(24);
    expect(moved('a', 0)).toBeUndefined();
  });

  it('never leaves the list, and shows each tile that it goes to', () => {
    const keys = fc.constantFrom(
      'ArrowRight',
      'ArrowLeft',
      'ArrowDown',
      'ArrowUp',
      'PageDown',
      'PageUp',
      'Home',
      'End',
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 20, max: 2000 }),
        fc.integer({ min: 100, max: 900 }),
        fc.array(keys, { maxLength: 30 }),
        (count, width, height, pressed) => {
          const layout = gridLayout(count, width, 120, 100);
          let [position, top] = [0, 0];
          for (const key of pressed) {
            position = positionAfterKey(key, position, layout, height) ?? -1;
            expect(position).toBeGreaterThanOrEqual(0);
            expect(position).toBeLessThan(count);
            top = scrolledTo(layout, position, top, height);
            const { first, end } = tilesInView(layout, top, height);
            expect(position >= first && position < end).toBe(true);
            const place = tilePlace(layout, position).top;
            expect(place).toBeGreaterThanOrEqual(top);
            expect(place + 100).toBeLessThanOrEqual(top + height);
          }
        },
      ),
    );
  });
});
