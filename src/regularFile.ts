import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, statSync } from 'node:fs';
import { type FileHandle, lstat, open, stat } from 'node:fs/promises';

/** A file that is not read: it is none (a FIFO, a device, a socket), a link where none is followed, or too large. */
export class FileRefusedError extends Error {
  override readonly name = 'FileRefusedError';

  constructor(
    readonly code: 'EISDIR' | 'not-a-file' | 'link' | 'too-large',
    /** A clause that follows the path: `has 9 bytes, more than 8`. */
    readonly reason: string,
  ) {
    super(reason);
  }
}

/** How far a path from somebody else is trusted. */
export interface RegularFileOptions {
  /** A larger file is refused before a byte of it is read. */
  readonly maximumBytes: number;
  /** Where the last part of the path is a link, it is refused; default: followed. */
  readonly refuseLinks?: boolean;
}

/** A regular file, open for reading; the caller closes the handle. */
export interface OpenedFile {
  readonly handle: FileHandle;
  /** At most `maximumBytes`. */
  readonly size: number;
}

const CHUNK_BYTES = 2 ** 24;

/**
 * Opens a regular file. Looked at before it is opened, as opening a device may do something; opened without waiting, as
 * opening a FIFO would; looked at again, as it may have been exchanged.
 * @throws FileRefusedError; Error with the system's code (`ENOENT`, `EACCES`) otherwise.
 */
export async function openRegularFile(path: string, options: RegularFileOptions): Promise<OpenedFile> {
  check(await (options.refuseLinks ? lstat(path) : stat(path)), options);
  const handle = await open(path, readFlags(options));
  try {
    const found = await handle.stat();
    check(found, options);
    return { handle, size: found.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Reads a regular file whole; never more than it had when it was opened. @throws as `openRegularFile`. */
export async function readRegularFile(path: string, options: RegularFileOptions): Promise<Buffer> {
  const { handle, size } = await openRegularFile(path, options);
  try {
    return await readBytes(handle, size);
  } finally {
    await handle.close();
  }
}

/** The first `length` bytes of an open file from `position` on, fewer where it ends before. */
export async function readBytes(handle: FileHandle, length: number, position = 0): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const wanted = Math.min(CHUNK_BYTES, length - filled);
    const { bytesRead } = await handle.read(bytes, filled, wanted, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** `readRegularFile` for a small file, as text, without giving up the thread. @throws as `openRegularFile`. */
export function readSmallTextSync(path: string, options: RegularFileOptions): string {
  check(options.refuseLinks ? lstatSync(path) : statSync(path), options);
  const descriptor = openSync(path, readFlags(options));
  try {
    const found = fstatSync(descriptor);
    check(found, options);
    const bytes = Buffer.alloc(found.size);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0)).toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Flags for `open` that read and append, make the file where it is missing, and follow no link: a folder from somebody
 * else must not lead a writer elsewhere.
 */
export function appendFlags(): number {
  const { O_APPEND, O_CREAT, O_RDWR } = constants;
  return O_RDWR | O_APPEND | O_CREAT | noLinks() | noWaiting();
}

interface FoundFile {
  readonly size: number;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function check(found: FoundFile, { maximumBytes }: RegularFileOptions): void {
  if (found.isSymbolicLink()) throw new FileRefusedError('link', 'is a link, which is not followed here');
  if (found.isDirectory()) throw new FileRefusedError('EISDIR', 'is a folder');
  if (!found.isFile()) throw new FileRefusedError('not-a-file', 'is not a regular file');
  if (found.size > maximumBytes)
    throw new FileRefusedError('too-large', `has ${found.size} bytes, more than ${maximumBytes}`);
}

function readFlags({ refuseLinks }: RegularFileOptions): number {
  return constants.O_RDONLY | noWaiting() | (refuseLinks ? noLinks() : 0);
}

// Windows has neither, and no FIFOs among its files.
function noLinks(): number {
  return constants.O_NOFOLLOW ?? 0;
}

function noWaiting(): number {
  return constants.O_NONBLOCK ?? 0;
}
