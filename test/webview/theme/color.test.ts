import { describe, expect, it } from 'vitest';
import { contrastRatio, cssColor, mixColors, parseColor, withContrast } from '../../../webview/theme/color.js';

describe('colours', () => {
  it('are read as browsers compute them', () => {
    expect(parseColor('rgb(1, 2, 3)')).toEqual([1, 2, 3]);
    expect(parseColor('rgba(10, 20, 30, 0.5)')).toEqual([10, 20, 30]);
    expect(parseColor('color(srgb 1 0.2 0)')).toEqual([255, 51, 0]);
    expect(parseColor('color(display-p3 1 0 0)')).toBeUndefined();
    expect(parseColor('red')).toBeUndefined();
  });

  it('have the contrast that WCAG says', () => {
    expect(contrastRatio([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5);
    expect(contrastRatio([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2);
  });

  it('are brought to a contrast, and left alone where they have it', () => {
    const white = [255, 255, 255] as const;
    const dark = [60, 60, 60] as const;
    const yellow = [255, 220, 0] as const;
    const shown = withContrast(yellow, white, dark, 3);
    expect(contrastRatio(shown, white)).toBeGreaterThanOrEqual(3);
    expect(contrastRatio(shown, white)).toBeLessThan(4);
    expect(withContrast(dark, white, [0, 0, 0], 3)).toEqual(dark);
    expect(withContrast(yellow, white, [200, 200, 200], 3)).toEqual([200, 200, 200]);
    expect(cssColor(mixColors([0, 0, 0], white, 0.5))).toBe('rgb(128, 128, 128)');
  });
});
