/** Reads a JSON value at `path`, or throws `Mismatch`. */
export type Reader<T> = (value: unknown, path: string) => T;

/** A value that is not what was expected; caught where a whole event has been read. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch';
}

/** JSON, which recurses: of a value that is nested too deep for that, a word. */
function written(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return 'something nested very deep';
  }
}

function mismatch(path: string, expected: string, value: unknown): Mismatch {
  const text = value === undefined ? 'nothing' : written(value);
  return new Mismatch(
    `${path || 'the line'}: expected ${expected}, got ${text.length > 40 ? `${text.slice(0, 39)}…` : text}`,
  );
}

/** Text of at most `maximum` characters. */
export function textUpTo(maximum: number): Reader<string> {
  return (value, path) => {
    if (typeof value !== 'string') throw mismatch(path, 'text', value);
    if (value.length <= maximum) return value;
    throw mismatch(path, `text of at most ${maximum} characters`, value);
  };
}

/** Text as long as a definition may be. */
export const text = textUpTo(1_048_576);

export const flag: Reader<boolean> = (value, path) => {
  if (typeof value === 'boolean') return value;
  throw mismatch(path, 'true or false', value);
};

/** A finite number. */
export const finite: Reader<number> = (value, path) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw mismatch(path, 'a number', value);
};

/** A number that may have been NaN or infinite when it was written: JSON writes those as null. Null reads as NaN. */
export const measured: Reader<number> = (value, path) => {
  if (value === null) return Number.NaN;
  if (typeof value === 'number') return value;
  throw mismatch(path, 'a number or null', value);
};

/** A whole number of at least `minimum`, and at most `maximum`. */
export function whole(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (value, path) => {
    // Minus zero becomes zero.
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum && value <= maximum)
      return value === 0 ? 0 : value;
    const above = maximum === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${maximum}`;
    throw mismatch(path, `a whole number of at least ${minimum}${above}`, value);
  };
}

export const count = whole(0);

export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (value, path) => (value === null ? null : read(value, path));
}

export function oneOf<const T extends string>(...values: readonly T[]): Reader<T> {
  return (value, path) => {
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) throw mismatch(path, `one of ${values.join(', ')}`, value);
    return found;
  };
}

/** Any JSON value that is written in at most 1,000 characters. */
export const shortJson: Reader<unknown> = (value, path) => {
  if (value !== undefined && written(value).length <= 1000) return value;
  throw mismatch(path, 'a value of at most 1,000 characters', value);
};

/** A list of at most `maximum` entries. */
export function listUpTo<T>(maximum: number, read: Reader<T>): Reader<readonly T[]> {
  const readList = list(read);
  return (value, path) => {
    if (Array.isArray(value) && value.length > maximum)
      throw mismatch(path, `at most ${maximum} entries`, value.length);
    return readList(value, path);
  };
}

export function list<T>(read: Reader<T>, length?: number): Reader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw mismatch(path, 'a list', value);
    if (length !== undefined && value.length !== length) throw mismatch(path, `a list of ${length}`, value);
    return value.map((entry, index) => read(entry, `${path}[${index}]`));
  };
}

/** An object with any keys, at most 100, and values of one kind. */
export function recordOf<T>(read: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value, path) => {
    const entries = Object.entries(plain(value, path));
    if (entries.length > 100) throw mismatch(path, 'at most 100 keys', entries.length);
    return Object.fromEntries(entries.map(([key, entry]) => [key, read(entry, `${path}.${key}`)]));
  };
}

/** An object whose content somebody else vouches for. */
export const anyObject: Reader<Readonly<Record<string, unknown>>> = (value, path) => plain(value, path);

type ReadersOf<T> = { readonly [K in keyof T]-?: Reader<Exclude<T[K], undefined>> };

/** An object with these keys; further keys are kept as they are, for a newer writer may have added some. */
export function object<R extends object, O extends object = object>(
  required: ReadersOf<R>,
  optional?: ReadersOf<O>,
): Reader<R & Partial<O>> {
  const requiredReaders = Object.entries(required) as [string, Reader<unknown>][];
  const optionalReaders = Object.entries(optional ?? {}) as [string, Reader<unknown>][];
  return (value, path) => {
    const body = plain(value, path);
    const result: Record<string, unknown> = { ...body };
    const place = (key: string) => (path === '' ? key : `${path}.${key}`);
    for (const [key, read] of requiredReaders) result[key] = read(own(body, key), place(key));
    for (const [key, read] of optionalReaders)
      if (own(body, key) !== undefined) result[key] = read(body[key], place(key));
    return result as R & Partial<O>;
  };
}

function plain(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw mismatch(path, 'an object', value);
}

function own(body: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(body, key) ? body[key] : undefined;
}

/** True for a value whose objects and lists are nested deeper than `maximum`. Iterative: the value may be hostile. */
export function isDeeperThan(maximum: number, value: unknown): boolean {
  let level: object[] = typeof value === 'object' && value !== null ? [value] : [];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > maximum) return true;
    const next: object[] = [];
    for (const parent of level)
      for (const child of Object.values(parent)) if (typeof child === 'object' && child !== null) next.push(child);
    level = next;
  }
  return false;
}
