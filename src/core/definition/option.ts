/** A JSON Schema (draft-07 subset) as plain data. */
export type JsonSchema = { readonly [key: string]: unknown };

/** Keys and indices from the root of a JSON document to a value. */
export type JsonPath = readonly (string | number)[];

/** A problem found while reading a value, placed by path: the parser knows the text and turns it into a range. */
export interface ValueProblem {
  readonly path: JsonPath;
  readonly code: string;
  readonly message: string;
  /** `key`: the range of the property's key is meant, not of its value. */
  readonly at?: 'key';
  /** JSON text that would be right in place of what is at `path` (of the key with `at: 'key'`). */
  readonly replacement?: { readonly title: string; readonly text: string };
}

export type Report = (problem: ValueProblem) => void;

/**
 * One option of a layer, an optimizer, a callback: how to read it, its default, its documentation and its JSON Schema.
 * The one place that knows all four.
 */
export interface OptionSpec<T> {
  /** One Markdown sentence for hover and reference. */
  readonly description: string;
  /** Used when the key is absent; `undefined` with `required` true means it must be given. */
  readonly default: T | undefined;
  readonly required: boolean;
  readonly schema: JsonSchema;
  /** Reads a JSON value; reports what is wrong and then returns undefined. Never throws. */
  read(value: unknown, path: JsonPath, report: Report): T | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: the options of different kinds live in one table
export type OptionSpecs = { readonly [key: string]: OptionSpec<any> };

/** The type that reading `S` gives. */
export type OptionsOf<S extends OptionSpecs> = {
  readonly [K in keyof S]: S[K] extends OptionSpec<infer T> ? T : never;
};
