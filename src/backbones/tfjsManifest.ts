import { BackboneError } from './backboneError.js';

/** How numbers lie in a shard: as they are, or as whole numbers `q` that stand for `q · scale + min`. */
export type Encoding =
  | { readonly kind: 'float32' | 'float16' }
  | { readonly kind: 'uint8' | 'uint16'; readonly scale: number; readonly min: number };

/** One weight in a group. */
export interface ManifestWeight {
  /** As written: `conv1/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly encoding: Encoding;
  /** Bytes from the start of the group's files, one after the other. */
  readonly offset: number;
  readonly byteLength: number;
}

/** Weights that lie one after the other in some files. */
export interface ManifestGroup {
  /** Names of files beside `model.json`. */
  readonly files: readonly string[];
  readonly weights: readonly ManifestWeight[];
}

const MAXIMUM_GROUPS = 2_000;
const MAXIMUM_WEIGHTS = 20_000;
const MAXIMUM_FILES = 2_000;
const MAXIMUM_NAME = 500;
const bytesOf = { float32: 4, float16: 2, uint8: 1, uint16: 2, int32: 4, bool: 1 } as const;

/**
 * Reads the list of weights in TensorFlow.js's `model.json`. Everything is checked: the names of files are of files in the
 * same folder, sizes are whole and their sums can be held.
 * @throws BackboneError `not-weights`
 */
export function parseTfjsManifest(text: string, path: string): readonly ManifestGroup[] {
  const wrong = (problem: string) =>
    new BackboneError({
      code: 'not-weights',
      path,
      problem,
      advice: "Name a model.json in TensorFlow.js's layers format.",
    });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw wrong(`it is no JSON: ${(error as Error).message.slice(0, 100)}`);
  }
  const groups = listIn(content, 'weightsManifest');
  if (groups === undefined) throw wrong('it has no "weightsManifest"');
  if (groups.length > MAXIMUM_GROUPS) throw wrong(`it has ${groups.length} groups of weights, too many`);
  let [weightCount, fileCount] = [0, 0];
  return groups.map((group, index) => {
    const [files, entries] = [listIn(group, 'paths'), listIn(group, 'weights')];
    if (files === undefined || entries === undefined) throw wrong(`its group ${index} has no paths or no weights`);
    weightCount += entries.length;
    fileCount += files.length;
    if (weightCount > MAXIMUM_WEIGHTS || fileCount > MAXIMUM_FILES) throw wrong('it lists too many weights or files');
    let offset = 0;
    const weights = entries.map((entry) => {
      const weight = readWeight(entry, offset);
      if (typeof weight === 'string') throw wrong(`in its group ${index} ${weight}`);
      offset += weight.byteLength;
      if (!Number.isSafeInteger(offset)) throw wrong(`its group ${index} is too large`);
      return weight;
    });
    return { files: files.map((file) => requireFileName(file, wrong)), weights };
  });
}

/** A file beside the manifest, whatever the manifest says: nothing may lead out of its folder. */
function requireFileName(value: unknown, wrong: (problem: string) => BackboneError): string {
  const isName = typeof value === 'string' && /^[\w][\w.-]{0,200}$/.test(value);
  if (isName) return value;
  throw wrong(`it names ${JSON.stringify(value)?.slice(0, 60)}, which is no file beside it`);
}

/** The weight, or what is wrong with it. */
function readWeight(entry: unknown, offset: number): ManifestWeight | string {
  const { name, shape, dtype, quantization } = (entry ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || name.length > MAXIMUM_NAME) return 'a weight has no name, or too long a one';
  if (!Array.isArray(shape) || shape.length > 8 || !shape.every(isSize)) return 'a weight has no shape';
  const encoding = readEncoding(dtype, quantization);
  if (encoding === undefined) return 'a weight has an unknown dtype or quantization';
  const byteLength = shape.reduce((product: number, size: number) => product * size, 1) * bytesOf[encoding.kind];
  if (!Number.isSafeInteger(byteLength)) return 'a weight is too large';
  // What is no float is never a weight of a network here, but it takes up its room.
  return { name, shape, offset, byteLength, encoding: encoding as Encoding };
}

function readEncoding(
  dtype: unknown,
  quantization: unknown,
): Encoding | { readonly kind: 'int32' | 'bool' } | undefined {
  if (dtype === 'int32' || dtype === 'bool') return { kind: dtype };
  if (dtype !== 'float32') return undefined;
  if (quantization === undefined) return { kind: 'float32' };
  const { dtype: kind, scale, min } = (quantization ?? {}) as Readonly<Record<string, unknown>>;
  if (kind === 'float16') return { kind };
  const isScaled = Number.isFinite(scale) && Number.isFinite(min);
  return (kind === 'uint8' || kind === 'uint16') && isScaled
    ? { kind, scale: scale as number, min: min as number }
    : undefined;
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function listIn(value: unknown, key: string): readonly unknown[] | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  const found = (value as Readonly<Record<string, unknown>>)[key];
  return Array.isArray(found) ? found : undefined;
}
