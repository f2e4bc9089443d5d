import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { printable } from '../../core/format.js';
import type { Picture } from '../../core/image/picture.js';
import { readJpegHeader } from './jpegStructure.js';
import { PictureError } from './pictureError.js';

/** MozJPEG's decoder in WebAssembly: nothing that a file makes of it leaves its own memory. */
interface Decoder {
  decode(bytes: Uint8Array, isUpright: boolean): { width: number; height: number; data: Uint8ClampedArray } | null;
  readonly HEAP8: { readonly length: number };
}

const FILE_NAME = 'mozjpeg_dec.wasm';
/** Memory of WebAssembly never shrinks: after a picture that needed more, the next decoder starts anew. */
const MAXIMUM_KEPT_BYTES = 2 ** 28;

let compiled: WebAssembly.Module | undefined;
let decoder: Promise<Decoder> | undefined;
/** What the decoder printed last: why it gave up. */
let complaint = '';

/**
 * The pixels of a JPEG file's bytes, as they are stored: a camera's note of how it was held is not followed, as Keras and
 * PyTorch do not. @throws PictureError when it is none, damaged, of a kind that is not read or unreasonably large.
 */
export async function decodeJpeg(bytes: Uint8Array): Promise<Picture> {
  const { width, height } = readJpegHeader(bytes);
  decoder ??= startDecoder();
  const started = await decoder;
  complaint = '';
  try {
    const decoded = started.decode(bytes, false);
    if (decoded === null || decoded.width !== width || decoded.height !== height)
      throw new PictureError('is damaged: it is of another size than it says');
    if (started.HEAP8.length > MAXIMUM_KEPT_BYTES) decoder = undefined;
    const { buffer, byteOffset, byteLength } = decoded.data;
    return { width, height, rgba: new Uint8Array(buffer, byteOffset, byteLength) };
  } catch (error) {
    // It gave up in the middle, and what it had allocated is lost.
    decoder = undefined;
    if (error instanceof PictureError) throw error;
    throw new PictureError(`is damaged${complaint === '' ? '' : `: ${printable(complaint)}`}`, { cause: error });
  }
}

async function startDecoder(): Promise<Decoder> {
  // Loaded for the first JPEG: most processes decode none.
  const { default: createModule } = await import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js');
  compiled ??= new WebAssembly.Module(readFileSync(findWasmFile()));
  const module = compiled;
  const options = {
    noInitialRun: true,
    instantiateWasm: (
      imports: ConstructorParameters<typeof WebAssembly.Instance>[1],
      done: (instance: WebAssembly.Instance) => void,
    ) => {
      const instance = new WebAssembly.Instance(module, imports);
      done(instance);
      return instance.exports;
    },
    print: () => undefined,
    printErr: (text: string) => {
      complaint = text.slice(0, 200);
    },
  };
  // Its own types are a browser's.
  return (createModule as unknown as (options: object) => Promise<Decoder>)(options);
}

/** Beside the bundle, where the build has copied it, or in the installed package when the sources run unbundled. */
function findWasmFile(start: string = __dirname): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const installed = join(folder, 'node_modules', '@jsquash', 'jpeg', 'codec', 'dec', FILE_NAME);
    const found = [join(folder, FILE_NAME), installed].find((candidate) => existsSync(candidate));
    if (found !== undefined) return found;
    if (dirname(folder) === folder)
      throw new Error(`${FILE_NAME} is missing beside ${start}: the installation is incomplete, install it again.`);
  }
}
