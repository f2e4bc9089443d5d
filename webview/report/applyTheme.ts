import type { PageTheme } from './themes.js';

/** As much of a page's document as a theme is set on. */
export interface ThemedDocument {
  readonly documentElement: { readonly style: { cssText: string; setProperty(name: string, value: string): void } };
  readonly body: { className: string; readonly dataset: Record<string, string | undefined> };
}

/** Sets a theme as VS Code does: variables at the root, then the class of the body. Sent to pages as text: it uses nothing. */
export function applyTheme(document: ThemedDocument, { variables, bodyClass }: PageTheme): void {
  document.documentElement.style.cssText = '';
  for (const [name, value] of Object.entries(variables))
    document.documentElement.style.setProperty(`--vscode-${name}`, value);
  document.body.className = bodyClass;
  document.body.dataset.vscodeThemeKind = bodyClass.split(' ').at(-1);
}
