import { type Extension, extensions } from 'vscode';
import { name, publisher } from '../../../package.json';

/** Our extension, whether it is developed or installed. @throws Error when VS Code has none. */
export function extensionUnderTest(): Extension<unknown> {
  const found = extensions.getExtension(`${publisher}.${name}`);
  if (found === undefined) throw new Error(`VS Code has no extension ${publisher}.${name}.`);
  return found;
}
