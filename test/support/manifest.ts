export interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}

export interface Setting {
  readonly type: string | readonly string[];
  readonly default: unknown;
  readonly scope: string;
  readonly order: number;
  readonly markdownDescription: string;
  readonly enum?: readonly unknown[];
  readonly enumItemLabels?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
}

/** Every string below `value` that stands under one of these keys, at any depth. */
export function stringsIn(value: unknown, keys: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' ? (keys.includes(key) ? [inner] : []) : stringsIn(inner, keys),
  );
}

/** The names that a `when` clause asks for: its words outside of quotes and regular expressions. */
export function contextKeysIn(when: string): string[] {
  return when.replace(/'[^']*'|=~ \/.*?\/(?= |$|\))/g, '').match(/[A-Za-z][\w.]*/g) ?? [];
}
