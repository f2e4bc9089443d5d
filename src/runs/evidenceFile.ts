import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { LayerEvidence, LayerVotes, SkippedEvidence } from '../core/evidence/layerEvidence.js';
import { parseEvidence } from '../core/evidence/parseEvidence.js';
import { openRegularFile, readBytes, readRegularFile } from '../regularFile.js';
import { writeAtomically } from './atomicWrite.js';
import { runFiles } from './runFolder.js';

/** Two thousand layers with long names. */
const MAXIMUM_JSON_BYTES = 16 * 2 ** 20;
const MAXIMUM_VOTE_BYTES = 2 ** 30;

/** Stored evidence that cannot be read: what, where, and what was found. */
export class EvidenceError extends Error {
  override readonly name = 'EvidenceError';

  constructor(
    message: string,
    /** `missing`: the layers were not looked at. */
    readonly code: 'missing' | 'damaged' = 'damaged',
  ) {
    super(message);
  }
}

/** Writes what was found at a run's layers: the votes first, as whoever finds the table wants them. */
export async function writeEvidence(folder: string, evidence: LayerEvidence, { votes }: LayerVotes): Promise<void> {
  await writeAtomically(path.join(folder, runFiles.layerVotes), littleEndian(votes));
  await writeJson(folder, evidence);
}

/** Writes why a run's layers were not looked at. */
export async function writeSkippedEvidence(folder: string, skipped: string): Promise<void> {
  await removeEvidence(folder);
  await writeJson(folder, { version: 1, skipped });
}

/** Takes away what was found with other weights. */
export async function removeEvidence(folder: string): Promise<void> {
  for (const name of [runFiles.layers, runFiles.layerVotes]) await rm(path.join(folder, name), { force: true });
}

/** Undefined for a run whose layers nobody looked at, as of older versions. @throws EvidenceError where it is damaged. */
export async function readEvidence(folder: string): Promise<LayerEvidence | SkippedEvidence | undefined> {
  const file = path.join(folder, runFiles.layers);
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(file, { maximumBytes: MAXIMUM_JSON_BYTES, refuseLinks: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new EvidenceError(`${file} cannot be read: ${(error as Error).message}`);
  }
  const parsed = parseEvidence(parsedJson(bytes));
  if ('evidence' in parsed) return parsed.evidence;
  throw new EvidenceError(`${file} is not what a run stores of its layers: ${parsed.problem}.`);
}

/** @throws EvidenceError when the votes are missing, or not of as many layers and images. */
export async function readLayerVotes(
  folder: string,
  { layers }: LayerEvidence,
  testCount: number,
): Promise<LayerVotes> {
  const file = path.join(folder, runFiles.layerVotes);
  const expected = layers.length * testCount * 2;
  if (expected > MAXIMUM_VOTE_BYTES)
    throw new EvidenceError(`${file} would be of ${layers.length} layers and ${testCount} images, which is too much.`);
  const limits = { maximumBytes: MAXIMUM_VOTE_BYTES, refuseLinks: true };
  const { handle, size } = await openRegularFile(file, limits).catch((error: NodeJS.ErrnoException) => {
    throw new EvidenceError(
      `The layers' votes ${file} cannot be read: ${error.message}`,
      error.code === 'ENOENT' ? 'missing' : 'damaged',
    );
  });
  try {
    if (size !== expected)
      throw new EvidenceError(
        `${file} has ${size} bytes; ${layers.length} layers and ${testCount} images need ${expected}.`,
      );
    const bytes = await readBytes(handle, size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const votes = Uint16Array.from({ length: size / 2 }, (_, index) => view.getUint16(2 * index, true));
    return { layers: layers.map(({ name }) => name), count: testCount, votes };
  } finally {
    await handle.close();
  }
}

function littleEndian(votes: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(votes.length * 2);
  const view = new DataView(bytes.buffer);
  votes.forEach((vote, index) => {
    view.setUint16(2 * index, vote, true);
  });
  return bytes;
}

async function writeJson(folder: string, value: LayerEvidence | SkippedEvidence): Promise<void> {
  await writeAtomically(path.join(folder, runFiles.layers), `${JSON.stringify(value, null, 2)}\n`);
}

function parsedJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
