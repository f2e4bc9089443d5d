/** Values of a callback's state: plain, so that a checkpoint can hold them. */
type StateOf<T> = { readonly [K in keyof T]: number | null };

/**
 * Reads back what a checkpoint kept of a callback's state, against the state that it starts with.
 * @throws Error naming the callback and the key when a number is missing.
 */
export function readCallbackState<T extends StateOf<T>>(type: string, initial: T, state: unknown): T {
  const given: Readonly<Record<string, unknown>> =
    typeof state === 'object' && state !== null ? (state as Record<string, unknown>) : {};
  const entries = Object.keys(initial).map((key) => {
    const value = given[key];
    const mayBeAbsent = initial[key as keyof T] === null;
    if (typeof value === 'number' || (value === null && mayBeAbsent)) return [key, value] as const;
    const received = JSON.stringify(value) ?? 'nothing';
    throw new Error(
      `The checkpoint's state of ${type} cannot be read: "${key}" should be a number, got ${received}. Start the run anew.`,
    );
  });
  return Object.fromEntries(entries) as T;
}
