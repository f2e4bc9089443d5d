/** Red, green and blue, 0..255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Reads a colour as browsers compute it: `rgb(1, 2, 3)`, `rgba(…)`, `color(srgb 0.1 0.2 0.3)`; undefined otherwise. */
export function parseColor(text: string): Rgb | undefined {
  const [, kind, body] = /^\s*(rgba?|color)\(([^)]*)\)/.exec(text) ?? [];
  if (kind === undefined || body === undefined) return undefined;
  if (kind === 'color' && !body.startsWith('srgb ')) return undefined;
  const scale = kind === 'color' ? 255 : 1;
  const numbers = [...body.matchAll(/[\d.]+(?:e-?\d+)?/g)].map(([number]) => Number(number) * scale);
  const [red, green, blue] = numbers;
  return red === undefined || green === undefined || blue === undefined ? undefined : [red, green, blue];
}

/** `fraction` of the way from one colour to the other. */
export function mixColors(from: Rgb, to: Rgb, fraction: number): Rgb {
  const mix = (index: 0 | 1 | 2) => from[index] + (to[index] - from[index]) * fraction;
  return [mix(0), mix(1), mix(2)];
}

/** As WCAG 2 defines it, 1 to 21. */
export function contrastRatio(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

/** The colour, mixed with so much of the foreground as it takes to stand out from the background by `ratio`. */
export function withContrast(color: Rgb, background: Rgb, foreground: Rgb, ratio: number): Rgb {
  for (let fraction = 0; fraction < 1; fraction += 0.05) {
    const mixed = mixColors(color, foreground, fraction);
    if (contrastRatio(mixed, background) >= ratio) return mixed;
  }
  return foreground;
}

export function cssColor(color: Rgb): string {
  return `rgb(${color.map(Math.round).join(', ')})`;
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (channel: number) => {
    const value = channel / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
