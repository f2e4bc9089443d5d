import { createHash } from 'node:crypto';
import type { TensorData } from '../core/engine.js';
import { listUpTo, object, oneOf, type Reader, textUpTo, whole } from '../core/run/readers.js';
import { readRegularFile } from '../regularFile.js';
import { writeAtomically } from './atomicWrite.js';
import { bytesToFloats, floatsToBytes } from './floatBytes.js';

/** Float32 tensors by name. */
export type Tensors = Readonly<Record<string, TensorData>>;

/** A checkpoint file that cannot be used: what is wrong with it. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** What a checkpoint file holds: plain values, and tensors by groups. */
export interface CheckpointContent {
  readonly state: unknown;
  readonly groups: Readonly<Record<string, Tensors>>;
}

interface Header {
  readonly schemaVersion: 1;
  readonly state: unknown;
  /** In the order of the bytes. */
  readonly tensors: readonly { readonly group: string; readonly name: string; readonly shape: readonly number[] }[];
}

const MAXIMUM_BYTES = 4 * 2 ** 30;
const MAXIMUM_TENSORS = 40_000;
const NEWLINE = 0x0a;
const HASH_LENGTH = 64;

/**
 * Writes a checkpoint file: a line with the SHA-256 of all that follows, a line of JSON, then the tensors' little-endian
 * float32 bytes. One file, so that it is there whole or not at all.
 * @throws CheckpointError for a tensor that is not float32; Error when the disk refuses.
 */
export async function writeCheckpointFile(file: string, { state, groups }: CheckpointContent): Promise<void> {
  const bytes: Uint8Array[] = [];
  const tensors: Header['tensors'][number][] = [];
  for (const [group, members] of Object.entries(groups))
    for (const [name, { shape, data }] of Object.entries(members)) {
      if (!(data instanceof Float32Array)) throw new CheckpointError(`"${name}" is not float32.`);
      tensors.push({ group, name, shape });
      bytes.push(floatsToBytes(data));
    }
  const header: Header = { schemaVersion: 1, state, tensors };
  const parts = [Buffer.from(`${JSON.stringify(header, writeNumber)}\n`), ...bytes];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  await writeAtomically(file, [Buffer.from(`${hash.digest('hex')}\n`), ...parts]);
}

/** Reads what `writeCheckpointFile` wrote. @throws CheckpointError when it is damaged; Error when the disk refuses. */
export async function readCheckpointFile(file: string): Promise<CheckpointContent> {
  const content = await readRegularFile(file, { maximumBytes: MAXIMUM_BYTES, refuseLinks: true });
  const rest = content.subarray(HASH_LENGTH + 1);
  const expected = content.subarray(0, HASH_LENGTH).toString('latin1');
  if (content[HASH_LENGTH] !== NEWLINE || createHash('sha256').update(rest).digest('hex') !== expected)
    throw new CheckpointError('its checksum does not fit its content');
  // From here on the content is as it was written; but who wrote it, with a checksum that fits, is not known.
  const end = rest.indexOf(NEWLINE);
  const { state, tensors } = readHeader(JSON.parse(rest.toString('utf8', 0, Math.max(0, end)), readNumber), '');
  const groups = new Map<string, Map<string, TensorData>>();
  let offset = end + 1;
  for (const { group, name, shape } of tensors) {
    const members = groups.get(group) ?? new Map<string, TensorData>();
    groups.set(group, members);
    const length = 4 * shape.reduce((product, size) => product * size, 1);
    if (members.has(name) || offset + length > rest.length)
      throw new CheckpointError(`"${name}" is there twice, or beyond the end of the file`);
    members.set(name, { dtype: 'float32', shape, data: bytesToFloats(rest.subarray(offset, offset + length)) });
    offset += length;
  }
  if (offset !== rest.length) throw new CheckpointError('there is more in it than its tensors');
  return {
    state,
    groups: Object.fromEntries([...groups].map(([group, members]) => [group, Object.fromEntries(members)])),
  };
}

const anything: Reader<unknown> = (value) => value;

const readHeader = object({
  schemaVersion: whole(1, 1),
  state: anything,
  tensors: listUpTo(
    MAXIMUM_TENSORS,
    object({ group: oneOf('weights', 'slots'), name: textUpTo(200), shape: listUpTo(8, whole(0)) }),
  ),
});

/** JSON has no NaN and no infinities, but a callback's state may. */
function writeNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { $number: String(value) } : value;
}

function readNumber(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$number' in value)) return value;
  return Number(value.$number);
}
