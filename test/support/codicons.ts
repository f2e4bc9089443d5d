import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of the icons that VS Code has. */
export function codicons(root: string): readonly string[] {
  const style = readFileSync(join(root, 'node_modules', '@vscode', 'codicons', 'dist', 'codicon.css'), 'utf8');
  return [...style.matchAll(/\.codicon-([\w-]+):before/g)].map((match) => match[1] ?? '');
}
