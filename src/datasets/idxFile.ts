import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync } from 'node:zlib';
import { openRegularFile, readBytes } from '../regularFile.js';
import { DatasetError } from './datasetError.js';
import { fileError } from './fileError.js';
import { IDX_HEADER_BYTES, type IdxArray, parseIdx, parseIdxHeader } from './idx.js';

/** An IDX file, read and decompressed. */
export interface IdxFile extends IdxArray {
  readonly path: string;
  /** Of the decompressed file, hexadecimal; of the file as it is stored where that was asked for. */
  readonly sha256: string;
}

export interface IdxFileOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes after decompression, where they are known beforehand: a header that claims more is not believed. */
  readonly maximumBytes?: number | undefined;
  /** Of what the checksum is to be; default `content`, which is the same however it is compressed. */
  readonly hashed?: 'content' | 'stored' | undefined;
  /** Told what the file will take in memory before anything is read or decompressed; may throw to refuse it. */
  readonly reserve?: ((bytes: number) => void) | undefined;
}

/** No file on disk may be larger; what it may hold is bounded by its header. */
const MAXIMUM_DISK_BYTES = 2 ** 30;
/** Enough of a gzip file to decompress the header of what it holds. */
const PEEK_BYTES = 4096;
/** Deflate cannot do better than this, so a header that claims more is wrong before anything is decompressed. */
const MAXIMUM_DEFLATE_RATIO = 1032;

const gunzipAsync = promisify(gunzip);

/**
 * Reads an IDX file, gzip or not (told by its first bytes, not its name). Never decompresses more than the header
 * inside claims, so that a gzip bomb costs no memory.
 * @throws DatasetError on anything that is not exactly one whole IDX file.
 */
export async function readIdxFile(path: string, options: IdxFileOptions = {}): Promise<IdxFile> {
  return readIdxContent(await readStored(path, options), path, options);
}

/** As `readIdxFile`, of bytes that are here already; `path` is for the error. @throws DatasetError */
export async function readIdxContent(stored: Uint8Array, path: string, options: IdxFileOptions = {}): Promise<IdxFile> {
  const content = isGzip(stored) ? await decompress(stored, path, options) : stored;
  // Not a Node Buffer, whose methods differ.
  const bytes = new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  options.signal?.throwIfAborted();
  const array = parseIdx(bytes, path);
  const hashed = options.hashed === 'stored' ? stored : bytes;
  return { ...array, path, sha256: createHash('sha256').update(hashed).digest('hex') };
}

/** The file's bytes; those of one that is not compressed only if there are as many as its header says. */
async function readStored(path: string, { signal, reserve }: IdxFileOptions): Promise<Uint8Array> {
  const opened = await openRegularFile(path, { maximumBytes: MAXIMUM_DISK_BYTES }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw fileError(error, path);
  });
  const { handle, size } = opened;
  try {
    const beginning = await readBytes(handle, Math.min(size, IDX_HEADER_BYTES));
    if (!isGzip(beginning)) {
      const { fileBytes } = parseIdxHeader(beginning, path);
      requireSize(size, fileBytes, path);
      reserve?.(fileBytes);
    }
    signal?.throwIfAborted();
    return await readBytes(handle, size);
  } catch (error) {
    throw error instanceof Error && 'code' in error && 'syscall' in error ? fileError(error, path) : error;
  } finally {
    await handle.close();
  }
}

function requireSize(size: number, fileBytes: number, path: string): void {
  if (size === fileBytes) return;
  const isShort = size < fileBytes;
  throw new DatasetError({
    code: isShort ? 'truncated' : 'trailing-bytes',
    path,
    problem: isShort ? 'ends too early' : 'goes on after its last element',
    expected: `${fileBytes} bytes, by its header`,
    received: `${size} bytes`,
    advice: 'Get the file again from where it was published.',
  });
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function decompress(stored: Uint8Array, path: string, options: IdxFileOptions): Promise<Uint8Array> {
  const { maximumBytes = Number.POSITIVE_INFINITY, reserve } = options;
  try {
    const beginning = gunzipSync(stored.subarray(0, PEEK_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
    const { fileBytes } = parseIdxHeader(beginning, path);
    if (fileBytes > maximumBytes) {
      throw new DatasetError({
        code: 'too-large',
        path,
        problem: 'claims to hold more than it should',
        expected: `at most ${maximumBytes} bytes after decompression`,
        received: `${fileBytes} bytes`,
        advice: 'Get the file again from where it was published.',
      });
    }
    if (fileBytes > MAXIMUM_DEFLATE_RATIO * stored.length + PEEK_BYTES) {
      throw new DatasetError({
        code: 'truncated',
        path,
        problem: 'is too short for what its header claims',
        expected: `${fileBytes} bytes after decompression`,
        received: `${stored.length} compressed bytes`,
        advice: 'Get the file again from where it was published.',
      });
    }
    reserve?.(fileBytes);
    return await gunzipAsync(stored, { maxOutputLength: fileBytes, chunkSize: 2 ** 20 });
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    throw describeGzipError(error, path);
  }
}

function describeGzipError(error: unknown, path: string): DatasetError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const advice = 'Get the file again from where it was published.';
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    const problem = 'decompresses to more than its header says';
    return new DatasetError({ code: 'trailing-bytes', path, problem, advice }, { cause: error });
  }
  if (code === 'Z_BUF_ERROR') {
    return new DatasetError({ code: 'truncated', path, problem: 'is a gzip file cut short', advice }, { cause: error });
  }
  const problem = `is a damaged gzip file${error instanceof Error ? ` (${error.message})` : ''}`;
  return new DatasetError({ code: 'corrupt-gzip', path, problem, advice }, { cause: error });
}
