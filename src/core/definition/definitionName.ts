import { nodeAt, parseDocument } from './jsonDocument.js';

/** The name that a definition gives itself, as far as its text can be read; undefined where it gives none. Never throws. */
export function definitionName(text: string): string | undefined {
  const { tree } = parseDocument(text);
  const name: unknown = tree && nodeAt(tree, ['name'])?.value;
  return typeof name === 'string' && name.trim() !== '' ? name : undefined;
}
