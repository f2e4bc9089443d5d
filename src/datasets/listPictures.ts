import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FOLDER_SETTINGS_FILE, MAXIMUM_CLASSES } from '../core/definition/parseFolderSettings.js';
import { DatasetError } from './datasetError.js';
import { settingsError } from './folderSettings.js';

/** A picture of an image folder. */
export interface ListedPicture {
  readonly path: string;
  /** From the image folder on, with `/`: what a list of test images names it by. */
  readonly key: string;
  /** Class index. */
  readonly label: number;
}

/** The pictures of an image folder, each split in the order of classes and names. */
export interface PictureList {
  readonly classNames: readonly string[];
  readonly train: readonly ListedPicture[];
  /** Empty where the folder has no `test` folder: then a part of the pictures is to be drawn. */
  readonly test: readonly ListedPicture[];
}

/** Most pictures; a folder with more is not what it seems. */
const MAXIMUM_PICTURES = 500_000;
const MAXIMUM_CLASS_NAME = 100;
const PICTURE = /\.(?:png|jpe?g)$/i;
/** Pictures that are not read: somebody may think that they are. */
const OTHER_PICTURE = /\.(?:gif|bmp|webp|tiff?|avif|heic|ppm|pgm|svg)$/i;

/**
 * Lists `class/name.png|jpg` of a folder, or `train/class/name` and `test/class/name`; `wanted` are the classes to use, in
 * the order of their labels, else all by their names. What begins with a dot and files that are no pictures are passed
 * over. Reads no picture. @throws DatasetError `file-missing`, `link`, `layout`, `class-names`, `too-large`.
 */
export async function listPictures(
  folder: string,
  wanted: readonly string[] | undefined,
  signal: AbortSignal | undefined,
): Promise<PictureList> {
  const top = await subfolders(folder);
  const isSplit = top.includes('train') && top.includes('test') && top.length === 2;
  const roots = isSplit ? (['train', 'test'] as const).map((name) => join(folder, name)) : [folder];
  const found = isSplit ? await Promise.all(roots.map(subfolders)) : [top];
  const classNames = wanted ?? [...new Set(found.flat())].sort();
  requireClasses(folder, classNames, new Set(found.flat()), wanted !== undefined);
  const lists: ListedPicture[][] = [];
  let left = MAXIMUM_PICTURES;
  for (const [index, root] of roots.entries()) {
    const list: ListedPicture[] = [];
    for (const [label, name] of classNames.entries()) {
      signal?.throwIfAborted();
      if (!found[index]?.includes(name)) continue;
      const before = isSplit ? `${index === 0 ? 'train' : 'test'}/${name}` : name;
      for (const file of await picturesIn(join(root, name))) {
        list.push({ path: join(root, name, file), key: `${before}/${file}`, label });
        left -= 1;
        if (left < 0) throw tooMany(folder);
      }
    }
    if (list.length === 0) throw noPictures(root);
    lists.push(list);
  }
  const [train = [], test = []] = lists;
  return { classNames, train, test };
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const visible = entries.filter(({ name }) => !name.startsWith('.'));
    return visible.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = ['ENOENT', 'ENOTDIR', 'ERR_INVALID_ARG_VALUE', 'ENAMETOOLONG'].includes(code ?? '');
    throw new DatasetError({
      code: isMissing ? 'file-missing' : 'unreadable',
      path: folder,
      problem: isMissing ? 'is no folder' : `cannot be read (${code})`,
      advice: isMissing ? 'Check the path.' : 'Check that you may read it.',
    });
  }
}

/** @throws DatasetError `link`: what it leads to is not in the folder that a person named. */
function requireNoLink(folder: string, entry: Dirent): void {
  if (!entry.isSymbolicLink()) return;
  throw new DatasetError({
    code: 'link',
    path: join(folder, entry.name),
    problem: 'is a link, and links are not followed in an image folder',
    advice: 'Put the folder or the file itself there.',
  });
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder);
  for (const entry of entries) requireNoLink(folder, entry);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function picturesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await entriesOf(folder)) {
    requireNoLink(folder, entry);
    if (entry.isDirectory() || OTHER_PICTURE.test(entry.name)) {
      throw new DatasetError({
        code: 'layout',
        path: join(folder, entry.name),
        problem: entry.isDirectory() ? 'is a folder within a class' : 'is a picture of a kind that is not read',
        expected: entry.isDirectory()
          ? 'CLASS/NAME.png, or train/CLASS/NAME.png and test/CLASS/NAME.png'
          : 'PNG or JPEG',
        advice: entry.isDirectory()
          ? 'Move its pictures into the folder of their class.'
          : 'Convert it, or take it away.',
      });
    }
    if (entry.isFile() && PICTURE.test(entry.name)) names.push(entry.name);
  }
  return names;
}

function requireClasses(folder: string, names: readonly string[], there: ReadonlySet<string>, isAsked: boolean): void {
  const missing = names.find((name) => !there.has(name));
  if (isAsked && missing !== undefined)
    throw settingsError(
      join(folder, FOLDER_SETTINGS_FILE),
      `names a class without a folder, ${JSON.stringify(missing)}`,
    );
  if (names.length === 0) throw noPictures(folder);
  const long = names.find((name) => name.length > MAXIMUM_CLASS_NAME);
  if (long === undefined && names.length <= MAXIMUM_CLASSES) return;
  throw new DatasetError({
    code: 'class-names',
    path: long === undefined ? folder : join(folder, long),
    problem: long === undefined ? 'has too many classes' : 'has too long a name for a class',
    expected: long === undefined ? `at most ${MAXIMUM_CLASSES} folders` : `at most ${MAXIMUM_CLASS_NAME} characters`,
    received: String(long === undefined ? names.length : long.length),
    advice: `Name the classes to use in ${FOLDER_SETTINGS_FILE}, or rename the folder.`,
  });
}

function noPictures(folder: string): DatasetError {
  return new DatasetError({
    code: 'file-missing',
    path: folder,
    problem: 'has no pictures',
    expected: 'a folder for each class with PNG or JPEG files in it, alone or in train and test',
    advice: 'Put them there, or name another folder.',
  });
}

function tooMany(folder: string): DatasetError {
  return new DatasetError({
    code: 'too-large',
    path: folder,
    problem: 'has too many pictures',
    expected: `at most ${MAXIMUM_PICTURES}`,
    advice: 'Use fewer.',
  });
}
