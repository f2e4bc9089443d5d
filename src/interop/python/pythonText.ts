/** A value in Python's text. */
export type PythonValue = number | boolean | string | null | readonly PythonValue[] | PythonCall;

/** A call: `layers.Dense(10, activation="softmax")`. */
export interface PythonCall {
  readonly callee: string;
  readonly positional?: readonly PythonValue[];
  readonly named?: Readonly<Record<string, PythonValue | undefined>>;
}

/** A name that stands for something in the program, such as a function. */
export function pythonName(name: string): PythonCall {
  return { callee: name };
}

/** How Python writes a value. Lists are tuples; named arguments that are undefined are left out. */
export function pythonText(value: PythonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return pythonString(value);
  if (typeof value === 'number') return pythonNumber(value);
  if (isList(value)) return `(${value.map(pythonText).join(', ')}${value.length === 1 ? ',' : ''})`;
  const { callee, positional, named } = value;
  if (positional === undefined && named === undefined) return callee;
  const rest = Object.entries(named ?? {}).flatMap(([name, each]) =>
    each === undefined ? [] : [`${name}=${pythonText(each)}`],
  );
  return `${callee}(${[...(positional ?? []).map(pythonText), ...rest].join(', ')})`;
}

/** A string literal; nothing in it ends it, and all of it is ASCII. */
export function pythonString(text: string): string {
  const escaped = [...text].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\\' || character === '"') return `\\${character}`;
    if (code >= 32 && code < 127) return character;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `"${escaped.join('')}"`;
}

/** A text inside a docstring or a comment: one line, nothing that could end it. */
export function pythonRemark(text: string): string {
  return [...text]
    .map((character) => ((character.codePointAt(0) ?? 0) < 32 ? ' ' : character))
    .join('')
    .replaceAll('\\', '/')
    .replaceAll('"', "'");
}

/** Names in Python for names of layers: legal, none twice, none of the words in `taken`. */
export class PythonNames {
  readonly #names = new Map<string, string>();
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set([...pythonKeywords, ...taken]);
  }

  of(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const words = name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
    const plain = words.replace(/[^a-z0-9_]+/g, '_').replace(/^(?=\d)/, '_') || 'layer';
    let free = plain;
    for (let count = 1; this.#taken.has(free); count += 1) free = `${plain}_${count}`;
    this.#taken.add(free);
    this.#names.set(name, free);
    return free;
  }
}

const pythonKeywords = (
  'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
  'import in is lambda nonlocal not or pass raise return try while with yield self'
).split(' ');

/** A class's name for a model's: `cnn-small` as `CnnSmall`. */
export function pythonClassName(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `Model${joined}`;
}

function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return 'float("nan")';
  if (!Number.isFinite(value)) return value > 0 ? 'float("inf")' : 'float("-inf")';
  return String(value);
}

function isList(value: readonly PythonValue[] | PythonCall): value is readonly PythonValue[] {
  return Array.isArray(value);
}
