import { type PageTheme, pageTheme as themeOf, pageThemes as themes } from '../../../webview/report/themes.js';

export type { PageTheme };

/** The same on every machine, for pictures that are compared. */
const fonts = { 'font-family': '"DejaVu Sans", sans-serif', 'editor-font-family': '"DejaVu Sans Mono", monospace' };

export const pageThemes: readonly PageTheme[] = themes.map(withFonts);

/** A theme by its name. */
export function pageTheme(name: string): PageTheme {
  return withFonts(themeOf(name));
}

function withFonts(theme: PageTheme): PageTheme {
  return { ...theme, variables: { ...theme.variables, ...fonts } };
}
