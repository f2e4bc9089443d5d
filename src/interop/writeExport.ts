import { lstat, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ExportError, type ExportedFile } from './exporter.js';

const OVERWRITE_ADVICE = 'Name another place with --out, or write over it with --force.';

/** Where an export lies, and how large it is. */
export interface WrittenExport {
  /** Absolute: a file, or a folder. */
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Writes an export: one file, or a folder that is made. Files of a folder that are not the export's stay.
 * @throws ExportError when something is there already, unless it may be overwritten; Error when the disk refuses.
 */
export async function writeExport(
  out: string,
  files: readonly ExportedFile[],
  { overwrites }: { readonly overwrites: boolean },
): Promise<WrittenExport> {
  const place = path.resolve(out);
  const isFolder = files.some((file) => file.path !== '');
  await requirePlace(place, isFolder, overwrites);
  for (const { path: inner, bytes } of files) {
    const target = inner === '' ? place : path.join(place, ...inner.split('/'));
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, bytes, { flag: overwrites ? 'w' : 'wx' });
  }
  return { path: place, files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) };
}

async function requirePlace(place: string, isFolder: boolean, overwrites: boolean): Promise<void> {
  const found = await lstat(place).catch(() => undefined);
  if (found === undefined) return;
  if (isFolder !== found.isDirectory())
    throw new ExportError(`${place} is ${found.isDirectory() ? 'a folder, but the export is one file' : 'no folder'}.`);
  if (overwrites || (isFolder && (await readdir(place)).length === 0)) return;
  throw new ExportError(`${place} is there already; nothing was written.`, OVERWRITE_ADVICE);
}
