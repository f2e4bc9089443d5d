import { rm } from 'node:fs/promises';
import path from 'node:path';
import { readRegularFile } from '../regularFile.js';
import { writeAtomically } from './atomicWrite.js';
import { runFiles } from './runFolder.js';

/** Longest name that a person can give a run. */
export const MAXIMUM_LABEL_LENGTH = 100;

const LIMITS = { maximumBytes: 4096, refuseLinks: true };

/**
 * Gives a run a person's name, white space at its ends left out; an empty one takes the name away. Lists notice it.
 * @throws RangeError for a name over 100 characters; Error when the disk refuses.
 */
export async function labelRun(folder: string, label: string): Promise<void> {
  const file = path.join(folder, runFiles.label);
  const text = label.trim();
  if (text === '') {
    await rm(file, { force: true });
    return;
  }
  if (text.length > MAXIMUM_LABEL_LENGTH)
    throw new RangeError(
      `The name has ${text.length} characters; a run's name has at most ${MAXIMUM_LABEL_LENGTH}: shorten it.`,
    );
  await writeAtomically(file, `${JSON.stringify({ label: text })}\n`);
}

/** A run's name; undefined without one, and for a file that is something else. To be shown through `printable`. Never throws. */
export async function readLabel(folder: string): Promise<string | undefined> {
  try {
    return parseLabel((await readRegularFile(path.join(folder, runFiles.label), LIMITS)).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The name in the text of a label file; undefined when it is none, or not one that `labelRun` writes. Never throws. */
export function parseLabel(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'label')) return undefined;
    const { label } = value as { readonly label: unknown };
    if (typeof label !== 'string' || label.length > MAXIMUM_LABEL_LENGTH || label.trim() !== label) return undefined;
    return label === '' ? undefined : label;
  } catch {
    return undefined;
  }
}
