import type { COLOR_COUNT } from '../state/identity.js';
import { cssColor, parseColor, type Rgb, withContrast } from './color.js';

/** What is drawn by script needs its colours and fonts as values. */
export interface Theme {
  readonly foreground: string;
  readonly mutedForeground: string;
  readonly background: string;
  readonly gridLine: string;
  /** Of runs, by `Identity.color`; each stands out from the background. */
  readonly runColors: readonly string[];
  /** For areas that stand for more or less of something; less is blue. */
  readonly lessColor: string;
  readonly moreColor: string;
  /** Areas want outlines. */
  readonly isHighContrast: boolean;
  readonly fontFamily: string;
  /** In pixels. */
  readonly fontSize: number;
}

/** Least contrast of what is not text. */
const GRAPHICS_CONTRAST = 3;

const runColorVariables = [
  '--vscode-charts-blue',
  '--vscode-charts-orange',
  '--vscode-charts-green',
  '--vscode-charts-purple',
  '--vscode-charts-red',
  '--vscode-charts-yellow',
  '--vscode-charts-foreground',
] as const satisfies { length: typeof COLOR_COUNT };

/**
 * Reads the theme from VS Code's variables and gives the colours of runs to the styles as `--run-color-0`, …
 * `container`: an element of the page, in which colours are tried.
 */
export function readTheme(container: HTMLElement): Theme {
  const probe = document.createElement('span');
  probe.hidden = true;
  container.append(probe);
  const colorOf = (variable: string, fallback: Rgb): Rgb => {
    probe.style.color = `var(${variable}, ${cssColor(fallback)})`;
    return parseColor(getComputedStyle(probe).color) ?? fallback;
  };
  const isLight = document.body.classList.contains('vscode-light');
  const background = colorOf('--vscode-editor-background', isLight ? [255, 255, 255] : [30, 30, 30]);
  const foreground = colorOf('--vscode-editor-foreground', isLight ? [60, 60, 60] : [204, 204, 204]);
  const runColors = runColorVariables.map((variable) =>
    cssColor(withContrast(colorOf(variable, foreground), background, foreground, GRAPHICS_CONTRAST)),
  );
  const muted = colorOf('--vscode-descriptionForeground', foreground);
  const gridLine = colorOf('--vscode-charts-lines', foreground);
  const lessColor = cssColor(colorOf('--vscode-charts-blue', [55, 148, 255]));
  const moreColor = cssColor(colorOf('--vscode-charts-orange', [209, 134, 22]));
  probe.remove();
  const root = document.documentElement.style;
  runColors.forEach((color, index) => {
    root.setProperty(`--run-color-${index}`, color);
  });
  const body = getComputedStyle(document.body);
  return {
    foreground: cssColor(foreground),
    mutedForeground: cssColor(withContrast(muted, background, foreground, 4.5)),
    background: cssColor(background),
    gridLine: gridLine.join() === foreground.join() ? `rgba(${foreground.join(', ')}, 0.2)` : cssColor(gridLine),
    runColors,
    lessColor,
    moreColor,
    isHighContrast: document.body.classList.contains('vscode-high-contrast'),
    fontFamily: body.fontFamily,
    fontSize: Number.parseFloat(body.fontSize) || 13,
  };
}

/** Tells when VS Code has changed its theme. Returns what ends it. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  // The class says dark or light; the variables of another theme of the same kind come with the root's style.
  observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
  return () => observer.disconnect();
}
