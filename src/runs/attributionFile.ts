import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { type AttributionRecord, parseAttribution } from '../core/difference/attributionRecord.js';
import { readRegularFile } from '../regularFile.js';
import { writeAtomically } from './atomicWrite.js';

/** Beside the runs of a root. Hidden: it is no run. */
const FOLDER = '.attributions';
const LIMITS = { maximumBytes: 2 * 2 ** 20, refuseLinks: true };
/** More than this in one folder is nobody's work. */
const MOST_FILES = 1000;

/** Keeps an attribution beside the runs; one of the same id is replaced. @throws Error when the disk refuses. */
export async function writeAttribution(root: string, record: AttributionRecord): Promise<string> {
  const folder = path.join(path.resolve(root), FOLDER);
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${record.id}.json`);
  await writeAtomically(file, `${JSON.stringify(record, null, 1)}\n`);
  return file;
}

/** The attributions that are kept beside the runs, the latest first; what cannot be read is left out. Never throws. */
export async function readAttributions(root: string): Promise<AttributionRecord[]> {
  const folder = path.join(path.resolve(root), FOLDER);
  const names = await readdir(folder).catch((): string[] => []);
  const records: AttributionRecord[] = [];
  for (const name of names.filter((one) => /^[0-9a-f]{16}\.json$/.test(one)).slice(0, MOST_FILES)) {
    const text = await readRegularFile(path.join(folder, name), LIMITS).then(
      (bytes) => bytes.toString('utf8'),
      () => '',
    );
    const record = parseAttribution(text);
    if (record !== undefined && `${record.id}.json` === name) records.push(record);
  }
  return records.sort((one, other) => other.time - one.time);
}
