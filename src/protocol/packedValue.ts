/** Typed arrays that can be packed, by the name that stands for each. */
const arrayTypes = { Uint8Array, Uint16Array, Uint32Array, Int16Array, Float32Array } as const;

type ArrayName = keyof typeof arrayTypes;
type PackedArray = InstanceType<(typeof arrayTypes)[ArrayName]>;

interface ArrayPlace {
  /** Keys that lead to it. */
  readonly path: readonly (string | number)[];
  readonly type: ArrayName;
  /** In the part after the text. */
  readonly offset: number;
  readonly length: number;
}

interface Header {
  readonly value: unknown;
  readonly arrays: readonly ArrayPlace[];
}

/** Every array begins at a multiple of this, as a view of it must. */
const ALIGNMENT = 4;
const LENGTH_BYTES = 4;

/**
 * Plain data with typed arrays in it as bytes: a length, JSON without the arrays, then these. As in JSON, NaN becomes null and
 * what is undefined is left out. Little-endian, as every machine that runs this.
 * @throws TypeError for a typed array of another type.
 */
export function packValue(value: unknown): Uint8Array {
  const arrays: ArrayPlace[] = [];
  const parts: PackedArray[] = [];
  let end = 0;
  const plain = (part: unknown, path: readonly (string | number)[]): unknown => {
    if (ArrayBuffer.isView(part)) {
      const [type] = (Object.keys(arrayTypes) as ArrayName[]).filter((name) => part instanceof arrayTypes[name]);
      if (type === undefined) throw new TypeError(`A ${part.constructor.name} cannot be packed.`);
      const array = part as PackedArray;
      arrays.push({ path, type, offset: end, length: array.length });
      parts.push(array);
      end += Math.ceil(array.byteLength / ALIGNMENT) * ALIGNMENT;
      return null;
    }
    if (Array.isArray(part)) return part.map((item, index) => plain(item, [...path, index]));
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, plain(item, [...path, key])]));
  };
  const withoutArrays = plain(value, []);
  const text = new TextEncoder().encode(JSON.stringify({ value: withoutArrays, arrays } satisfies Header));
  const start = startOfArrays(text.length);
  const bytes = new Uint8Array(start + end);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, LENGTH_BYTES);
  parts.forEach((part, index) => {
    const raw = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    bytes.set(raw, start + (arrays[index]?.offset ?? 0));
  });
  return bytes;
}

/** What was packed. Arrays are views of `bytes`. @throws Error for bytes that `packValue` did not make. */
export function unpackValue(bytes: Uint8Array): unknown {
  const textLength = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const text = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + textLength));
  const header = JSON.parse(text) as Header;
  const start = bytes.byteOffset + startOfArrays(textLength);
  const holder: Record<string | number, unknown> = { value: header.value };
  for (const { path, type, offset, length } of header.arrays) {
    const keys = ['value', ...path];
    const last = keys.pop() ?? 'value';
    let parent = holder;
    for (const key of keys) parent = parent[key] as typeof holder;
    parent[last] = new arrayTypes[type](bytes.buffer as ArrayBuffer, start + offset, length);
  }
  return holder.value;
}

function startOfArrays(textLength: number): number {
  return Math.ceil((LENGTH_BYTES + textLength) / ALIGNMENT) * ALIGNMENT;
}
