import { join } from 'node:path';
import { MAXIMUM_CLASSES } from '../core/definition/parseFolderSettings.js';
import { DatasetError } from './datasetError.js';
import { readSmallText } from './folderSettings.js';

const MAXIMUM_CLASS_NAME = 100;
/** Each name's characters may take four bytes, and lines may be indented. */
const MAXIMUM_NAMES_BYTES = 2 ** 18;

/** The names in the first of some files of a folder that is there, one a line. @throws DatasetError `class-names` */
export async function readClassNames(folder: string, files: readonly string[]): Promise<string[] | undefined> {
  for (const file of files) {
    const path = join(folder, file);
    const text = await readSmallText(path, MAXIMUM_NAMES_BYTES, false);
    if (text !== undefined) return parseClassNames(text, path);
  }
  return undefined;
}

/** The names in a text, one a line. @throws DatasetError `class-names` */
export function parseClassNames(text: string, path: string): string[] {
  const names = text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.trim());
  const empty = names.indexOf('');
  const repeated = names.findIndex((name, index) => names.indexOf(name) !== index);
  const unfit = names.findIndex((name) => name.length > MAXIMUM_CLASS_NAME || name.includes('\0'));
  const line = [empty, unfit, repeated].find((index) => index >= 0) ?? -1;
  if (line < 0 && names.length <= MAXIMUM_CLASSES) return names;
  throw new DatasetError({
    code: 'class-names',
    path,
    problem: 'does not name the classes',
    expected: `one name a line, each different and of at most ${MAXIMUM_CLASS_NAME} characters of text, at most ${MAXIMUM_CLASSES}`,
    received: line < 0 ? `${names.length} names` : `line ${line + 1}: ${JSON.stringify(names[line]?.slice(0, 60))}`,
    advice: 'Write the name of class 0 in the first line, of class 1 in the second, and so on.',
  });
}

/** Classes as EMNIST names them. */
export interface LabelMapping {
  readonly classNames: readonly string[];
  /** The number of the first class in the labels. */
  readonly firstLabel: number;
}

/**
 * EMNIST's mapping of labels to characters: a line for each class, its number and the codes of one or two characters
 * (`1 65 97`: class 1 is `A` and `a`, named `A/a`). @throws DatasetError `class-names`
 */
export function parseLabelMapping(text: string, path: string): LabelMapping {
  const lines = text.trimEnd().split(/\r?\n/);
  const entries = lines.map((line) => /^\s*(\d{1,3})((?:\s+\d{1,7}){1,2})\s*$/.exec(line));
  const firstLabel = Number(entries[0]?.[1]);
  const wrong = entries.findIndex((entry, index) => entry === null || Number(entry[1]) !== firstLabel + index);
  const classNames = entries.map((entry) =>
    (entry?.[2]?.trim().split(/\s+/) ?? []).map((code) => characterOf(Number(code))).join('/'),
  );
  const twice = classNames.findIndex((name, index) => classNames.indexOf(name) !== index || /\p{C}/u.test(name));
  const line = wrong >= 0 ? wrong : twice;
  if (line < 0 && firstLabel + lines.length <= MAXIMUM_CLASSES) return { classNames, firstLabel };
  throw new DatasetError({
    code: 'class-names',
    path,
    problem: 'does not map labels to characters',
    expected: `a line for each class, in order: its number, and the codes of one or two characters; at most ${MAXIMUM_CLASSES}`,
    received: line < 0 ? `${lines.length} lines` : `line ${line + 1}: ${JSON.stringify(lines[line]?.slice(0, 60))}`,
    advice: 'Get the file again from where it was published.',
  });
}

function characterOf(code: number): string {
  return code > 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '\0';
}
