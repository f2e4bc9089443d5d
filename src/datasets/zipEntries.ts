import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { archiveError } from './archiveProvider.js';
import { DatasetError } from './datasetError.js';

/**
 * Some files of a zip archive by their names, in the order asked for; each checked by its size and CRC-32. Nothing is
 * written anywhere. @throws DatasetError `archive` where it is none, one is missing, larger than `maximumBytes` or damaged.
 */
export async function readZipEntries(
  path: string,
  names: readonly string[],
  maximumBytes: number,
): Promise<readonly Buffer[]> {
  let zip: ZipFile | undefined;
  try {
    // Loaded for the first archive: most processes read none.
    const { openPromise } = await import('yauzl');
    zip = await openPromise(path, { autoClose: false });
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) if (names.includes(entry.fileName)) entries.set(entry.fileName, entry);
    const contents: Buffer[] = [];
    for (const name of names) {
      const entry = entries.get(name);
      if (entry === undefined) throw archiveError(path, `has no ${name}`);
      if (entry.uncompressedSize > maximumBytes)
        throw archiveError(path, `has ${entry.uncompressedSize} bytes in ${name}, more than ${maximumBytes}`);
      const content = await buffer(await zip.openReadStreamPromise(entry));
      if (content.length !== entry.uncompressedSize || crc32(content) !== entry.crc32)
        throw archiveError(path, `is damaged: ${name} in it has another checksum`);
      contents.push(content);
    }
    return contents;
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    throw archiveError(path, `cannot be read as a zip file (${error instanceof Error ? error.message : error})`);
  } finally {
    zip?.close();
  }
}
