import { createHash } from 'node:crypto';
import path from 'node:path';
import type { TensorData } from '../core/engine.js';
import { openRegularFile, readBytes, readRegularFile } from '../regularFile.js';
import { writeAtomically } from './atomicWrite.js';
import { bytesToFloats, floatsToBytes } from './floatBytes.js';
import { runFiles } from './runFolder.js';

/** `weights.json`: where each tensor lies in `weights.bin`. */
export interface WeightsIndex {
  readonly schemaVersion: 1;
  /** Of the whole of `weights.bin`. */
  readonly byteLength: number;
  /** Of the whole of `weights.bin`, hexadecimal. */
  readonly sha256: string;
  readonly tensors: readonly WeightsEntry[];
}

/** One tensor: little-endian float32, row-major. */
export interface WeightsEntry {
  /** `<layer name>/<weight name>`. */
  readonly name: string;
  readonly dtype: 'float32';
  readonly shape: readonly number[];
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
}

/** Weights that cannot be read: what, where, and what was found. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';
}

const MAXIMUM_INDEX_BYTES = 16 * 2 ** 20;
/** As many as a plan allows parameters to have bytes in one array; Node reads no more at once on any version. */
const MAXIMUM_WEIGHTS_BYTES = 2 ** 31 - 1;
const MAXIMUM_TENSORS = 20_000;
const MAXIMUM_RANK = 8;
/** A layer's name, a weight's and a slot's. */
const MAXIMUM_NAME = 200;

/**
 * Writes float32 tensors as `weights.bin` and `weights.json` into a folder, the index last: no index without its bytes.
 * @throws WeightsError for a tensor that is not float32 or does not fill its shape; Error when the disk refuses.
 */
export async function writeWeights(folder: string, tensors: Readonly<Record<string, TensorData>>): Promise<void> {
  const parts: Uint8Array[] = [];
  const entries: WeightsEntry[] = [];
  let offset = 0;
  for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
    if (dtype !== 'float32' || !(data instanceof Float32Array))
      throw new WeightsError(`Weight "${name}" is ${dtype}; only float32 weights can be stored.`);
    if (data.length !== sizeOf(shape))
      throw new WeightsError(
        `Weight "${name}" has ${data.length} numbers; its shape [${shape}] needs ${sizeOf(shape)}.`,
      );
    const bytes = floatsToBytes(data);
    parts.push(bytes);
    entries.push({ name, dtype, shape, offset, length: bytes.length });
    offset += bytes.length;
  }
  const content = Buffer.concat(parts);
  const index: WeightsIndex = { schemaVersion: 1, byteLength: offset, sha256: sha256Of(content), tensors: entries };
  await writeAtomically(path.join(folder, runFiles.weights), content);
  await writeAtomically(path.join(folder, runFiles.weightsIndex), `${JSON.stringify(index, null, 2)}\n`);
}

/**
 * Reads what `writeWeights` wrote. Sizes are checked before anything is allocated, then the checksum.
 * @throws WeightsError when a file is missing, too large, or does not hold what the index says.
 */
export async function readWeights(folder: string): Promise<Record<string, TensorData>> {
  const indexFile = path.join(folder, runFiles.weightsIndex);
  const file = path.join(folder, runFiles.weights);
  const index = parseIndex(await readIndex(indexFile), indexFile);
  const limits = { maximumBytes: Number.MAX_SAFE_INTEGER, refuseLinks: true };
  const { handle, size } = await openRegularFile(file, limits).catch((error: Error) => {
    throw new WeightsError(`The weights ${file} cannot be opened: ${error.message}`);
  });
  try {
    if (size !== index.byteLength)
      throw new WeightsError(`${file} has ${size} bytes; ${runFiles.weightsIndex} says ${index.byteLength}.`);
    const content = await readBytes(handle, size);
    const sha256 = sha256Of(content);
    if (sha256 !== index.sha256)
      throw new WeightsError(`${file} has SHA-256 ${sha256}; ${runFiles.weightsIndex} says ${index.sha256}.`);
    return Object.fromEntries(
      index.tensors.map(({ name, dtype, shape, offset, length }) => [
        name,
        { dtype, shape, data: bytesToFloats(content.subarray(offset, offset + length)) },
      ]),
    );
  } finally {
    await handle.close();
  }
}

async function readIndex(file: string): Promise<unknown> {
  try {
    const bytes = await readRegularFile(file, { maximumBytes: MAXIMUM_INDEX_BYTES, refuseLinks: true });
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new WeightsError(`The index of weights ${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Checks an index: the tensors must lie one after the other and fill the file. */
function parseIndex(value: unknown, file: string): WeightsIndex {
  const index = value as Partial<WeightsIndex> | null;
  const wrong = (what: string) => new WeightsError(`${file}: ${what}`);
  if (typeof index !== 'object' || index === null || !Array.isArray(index.tensors))
    throw wrong('is not an index of weights.');
  if (index.schemaVersion !== 1) throw wrong(`schemaVersion is ${shown(index.schemaVersion)}; expected 1.`);
  if (index.tensors.length > MAXIMUM_TENSORS)
    throw wrong(`it lists ${index.tensors.length} tensors; at most ${MAXIMUM_TENSORS} are read.`);
  if (typeof index.sha256 !== 'string') throw wrong('sha256 is missing.');
  const names = new Set<string>();
  let expected = 0;
  for (const entry of index.tensors as readonly (Partial<WeightsEntry> | null)[]) {
    const { name, dtype, shape, offset, length } = entry ?? {};
    if (typeof name !== 'string' || name.length > MAXIMUM_NAME || names.has(name))
      throw wrong(`a tensor's name is missing, too long or not unique: ${shown(name)}.`);
    if (dtype !== 'float32') throw wrong(`${shown(name)} has dtype ${shown(dtype)}; expected float32.`);
    if (!Array.isArray(shape) || shape.length > MAXIMUM_RANK || !shape.every(isSize))
      throw wrong(`${shown(name)} has shape ${shown(shape)}; expected at most ${MAXIMUM_RANK} sizes.`);
    if (length !== sizeOf(shape) * 4)
      throw wrong(`${shown(name)} has ${shown(length)} bytes; its shape [${shape}] needs ${sizeOf(shape) * 4}.`);
    if (offset !== expected) throw wrong(`${shown(name)} is at byte ${shown(offset)}; expected ${expected}.`);
    names.add(name);
    expected += length;
  }
  if (index.byteLength !== expected)
    throw wrong(`byteLength is ${shown(index.byteLength)}; its tensors need ${expected}.`);
  if (expected > MAXIMUM_WEIGHTS_BYTES)
    throw wrong(`${expected} bytes of weights are more than ${MAXIMUM_WEIGHTS_BYTES}.`);
  return index as WeightsIndex;
}

/** A value of a foreign index as a message shows it: short, and whatever it is, without recursion into it. */
function shown(value: unknown): string {
  const isPlain = typeof value !== 'object' || value === null;
  if (isPlain) return JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
  if (!Array.isArray(value)) return 'an object';
  const isFlat = value.length <= MAXIMUM_RANK && value.every((entry) => typeof entry === 'number' || entry === null);
  return isFlat ? JSON.stringify(value) : `a list of ${value.length}`;
}

function isSize(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
