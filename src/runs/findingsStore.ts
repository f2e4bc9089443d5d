import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  type DatasetFindings,
  type DuplicateFindings,
  type LabelFindings,
  parseFindings,
} from '../core/honesty/findings.js';
import { readRegularFile } from '../regularFile.js';
import { writeAtomically } from './atomicWrite.js';
import { fileStamp } from './fileStamp.js';

/** Within a runs root: what is known of the datasets that its runs used. */
const FOLDER = '.data-checks';

const LIMITS = { maximumBytes: 256 * 2 ** 20, refuseLinks: true };

/** Where something about a dataset is kept under a runs root; absolute. The checksum may be anything: it is made a file name. */
export function findingsFile(root: string, checksum: string, ending: string): string {
  const name = checksum.replace(/[^0-9a-zA-Z]/g, '').slice(0, 64) || 'unknown';
  return path.join(path.resolve(root), FOLDER, `${name}.${ending}`);
}

/** What was found about the images with that checksum; what is missing, damaged or of other images is left out. Never throws. */
export async function readFindings(root: string, checksum: string): Promise<DatasetFindings> {
  const [duplicates, labels] = await Promise.all([
    readOne(root, checksum, 'duplicates'),
    readOne(root, checksum, 'labels'),
  ]);
  return { ...(duplicates === undefined ? {} : { duplicates }), ...(labels === undefined ? {} : { labels }) };
}

/** Keeps findings, in place of earlier ones of their kind. @throws Error when the disk refuses. */
export async function writeFindings(root: string, findings: DuplicateFindings | LabelFindings): Promise<void> {
  const file = findingsFile(root, findings.dataset.checksum, `${findings.kind}.json`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeAtomically(file, `${JSON.stringify(findings)}\n`);
}

/** Another one when something has been found about the images with that checksum, or a person has said something of them. */
export function doubtsStamp(root: string, checksum: string): string {
  return ['duplicates.json', 'labels.json', 'judgements.ndjson']
    .map((ending) => fileStamp(findingsFile(root, checksum, ending)))
    .join('|');
}

async function readOne<Kind extends 'duplicates' | 'labels'>(root: string, checksum: string, kind: Kind) {
  try {
    const bytes = await readRegularFile(findingsFile(root, checksum, `${kind}.json`), LIMITS);
    return parseFindings(bytes.toString('utf8'), kind, checksum);
  } catch {
    return undefined;
  }
}
