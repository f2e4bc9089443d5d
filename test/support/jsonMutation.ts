import fc from 'fast-check';

/** One change to a JSON value, at a place chosen by numbers so that it fits any value. */
interface Mutation {
  readonly steps: readonly number[];
  readonly kind: 'replace' | 'delete' | 'add' | 'rename' | 'repeat';
  readonly value: unknown;
  readonly key: string;
}

/** Values that mean something to a definition, beside any JSON at all. */
const telling = fc.constantFrom<unknown>(
  ...[0, 1, -1, 2.5, 1e300, 2 ** 31, true, null, '', 'relu', 'dense', 'dataset', 'adamW', '__proto__', 'input'],
  ...[[], {}, [1], [3, 3], [1, 2, 3], ['input'], { type: 'flatten' }, { type: 'add', from: ['input', 'input'] }],
);

const mutation: fc.Arbitrary<Mutation> = fc.record({
  steps: fc.array(fc.nat(), { maxLength: 5 }),
  kind: fc.constantFrom<Mutation['kind']>('replace', 'replace', 'delete', 'add', 'rename', 'repeat'),
  value: fc.oneof(telling, telling, fc.jsonValue({ maxDepth: 2 })),
  key: fc.oneof(
    fc.constantFrom('name', 'from', 'type', 'units', 'padding', 'axis', 'shape', 'training', 'seeds', '__proto__'),
    fc.string({ maxLength: 6 }),
  ),
});

/** A JSON value with one to four changes anywhere in it. The value itself is left alone. */
export function mutated(original: unknown): fc.Arbitrary<unknown> {
  return fc
    .array(mutation, { minLength: 1, maxLength: 4 })
    .map((mutations) => mutations.reduce<unknown>((value, change) => mutate(value, change, change.steps), original));
}

function mutate(value: unknown, change: Mutation, steps: readonly number[]): unknown {
  const [step = 0, ...rest] = steps;
  if (typeof value !== 'object' || value === null) return change.value;
  if (Array.isArray(value)) {
    const index = value.length === 0 ? 0 : step % value.length;
    if (rest.length > 0 && value.length > 0) return value.with(index, mutate(value[index], change, rest));
    if (change.kind === 'delete') return value.toSpliced(index, 1);
    if (change.kind === 'repeat' && value.length > 0) return [...value, value[index]];
    if (change.kind === 'add' || value.length === 0) return value.toSpliced(index, 0, change.value);
    return value.with(index, change.value);
  }
  const entries = Object.entries(value);
  const index = entries.length === 0 ? 0 : step % entries.length;
  const [key, item] = entries[index] ?? [change.key, change.value];
  if (rest.length > 0 && entries.length > 0) return fromEntries(entries.with(index, [key, mutate(item, change, rest)]));
  if (change.kind === 'delete') return fromEntries(entries.toSpliced(index, 1));
  if (change.kind === 'rename' && entries.length > 0) return fromEntries(entries.with(index, [change.key, item]));
  if (change.kind === 'add' || entries.length === 0) return fromEntries([...entries, [change.key, change.value]]);
  return fromEntries(entries.with(index, [key, change.value]));
}

/** `Object.fromEntries` makes a key of `__proto__`, where an assignment would not. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries);
}
