import { createHash, randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ListedSummary } from '../core/run/runSummary.js';
import type { RunStatus } from '../core/run/state.js';
import { readRegularFile } from '../regularFile.js';
import { fileStamp } from './fileStamp.js';
import { runFiles } from './runFolder.js';

/** The index in a runs root; hidden, as it holds nothing that the run folders do not. */
export const INDEX_NAME = '.index.ndjson';

/** What the index knows of a run. */
export interface IndexEntry {
  readonly runId: string;
  /** Of the run folder when it was read, as `stampOf` gives it: another stamp means that the entry is out of date. */
  readonly stamp: string;
  /** The run has no end yet: whether its trainer lives must be asked each time. */
  readonly isOpen: boolean;
  readonly summary: ListedSummary;
}

const LIMITS = { maximumBytes: 64 * 2 ** 20, refuseLinks: true };

/** Raised whenever entries tell more or something else: those of another version are made anew. */
const INDEX_VERSION = 5;

/** Fields of an entry's summary and of its dataset, with their types; a question mark: may be missing. */
const summaryFields = {
  status: 'string',
  epochs: 'number',
  warnings: 'object',
  modelName: 'string?',
  seed: 'number?',
  plannedEpochs: 'number?',
  testAccuracy: 'number?',
  parameterCount: 'number?',
  engineId: 'string?',
  ranOn: 'string?',
  cluster: 'string?',
  dataset: 'object?',
  comparison: 'string?',
  isDerived: 'boolean?',
  startTime: 'number?',
  durationMs: 'number?',
  macroF1: 'number?',
  validationAccuracy: 'number?',
  definitionPath: 'string?',
  failure: 'object?',
  stopReason: 'string?',
  label: 'string?',
  definitionHash: 'string?',
  setup: 'string?',
  isResumable: 'boolean',
} as const satisfies Record<keyof Required<ListedSummary>, string>;
const statuses: readonly string[] = ['running', 'completed', 'stopped', 'failed', 'interrupted'] satisfies RunStatus[];
const datasetFields = { id: 'string', name: 'string', checksum: 'string', isSample: 'boolean' } as const;
const failureFields = { code: 'string', message: 'string' } as const;
const warningFields = { code: 'string', message: 'string', count: 'number' } as const;

/**
 * Tells whether what a list shows of a run may have changed: size, times and number of the files with its events and its
 * label. One call to the system for each, so that thousands of runs can be asked.
 */
export function stampOf(runFolder: string): string {
  return `${fileStamp(`${runFolder}${path.sep}${runFiles.events}`)}|${fileStamp(`${runFolder}${path.sep}${runFiles.label}`)}`;
}

/** The index of a runs root by run id; empty when it is missing, damaged or of another version. Never throws. */
export async function readIndex(root: string): Promise<ReadonlyMap<string, IndexEntry>> {
  try {
    const content = (await readRegularFile(path.join(root, INDEX_NAME), LIMITS)).toString('utf8');
    const end = content.indexOf('\n');
    const body = content.slice(end + 1);
    const { schemaVersion, sha256 } = JSON.parse(content.slice(0, end));
    if (schemaVersion !== INDEX_VERSION || sha256 !== checksumOf(body)) return new Map();
    const entries = body
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line))
      .filter(isEntry);
    return new Map(entries.map((own) => [own.runId, own]));
  } catch {
    return new Map();
  }
}

/**
 * Replaces the index whole, so that of two writers one wins and no reader sees a part. Never throws: a root that cannot be
 * written is listed without an index.
 */
export async function writeIndex(root: string, entries: readonly IndexEntry[]): Promise<void> {
  const body = entries.map((own) => `${JSON.stringify(own)}\n`).join('');
  const head = JSON.stringify({ schemaVersion: INDEX_VERSION, sha256: checksumOf(body) });
  const beside = path.join(root, `${INDEX_NAME}.${randomBytes(4).toString('hex')}.new`);
  try {
    // Not seen to the disk, unlike what cannot be made again.
    await writeFile(beside, `${head}\n${body}`, { flag: 'wx' });
    await rename(beside, path.join(root, INDEX_NAME));
  } catch {
    await rm(beside, { force: true }).catch(() => undefined);
  }
}

/** Whether a value is an entry. Checked without a copy: there may be thousands. */
function isEntry(value: unknown): value is IndexEntry {
  if (!hasFields(value, { runId: 'string', stamp: 'string', isOpen: 'boolean', summary: 'object' })) return false;
  const { summary } = value as { readonly summary: unknown };
  if (!hasFields(summary, summaryFields)) return false;
  const { dataset, failure, warnings, status } = summary as {
    readonly dataset?: unknown;
    readonly failure?: unknown;
    readonly warnings: unknown;
    readonly status: string;
  };
  if (!statuses.includes(status)) return false;
  const isDatasetSound = dataset === undefined || hasFields(dataset, datasetFields);
  const isFailureSound = failure === undefined || hasFields(failure, failureFields);
  return (
    isDatasetSound &&
    isFailureSound &&
    Array.isArray(warnings) &&
    warnings.every((own) => hasFields(own, warningFields))
  );
}

function hasFields(value: unknown, fields: Readonly<Record<string, string>>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const given = value as Readonly<Record<string, unknown>>;
  for (const name in fields) {
    const type = fields[name] ?? '';
    const found = given[name];
    if (found === undefined ? !type.endsWith('?') : found === null || !type.startsWith(typeof found)) return false;
  }
  return true;
}

function checksumOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}
