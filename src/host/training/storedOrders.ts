import type { TrainingOrder } from '../host.js';

/** An order as plain data, for the window's memory. */
export type StoredOrder = Omit<TrainingOrder, 'definition'> & { readonly definition: string };

/** Reads orders that a window kept; what cannot be read, as by another version, is left out. Never throws. */
export function readStoredOrders(value: unknown): StoredOrder[] {
  return Array.isArray(value) ? value.flatMap((entry: unknown) => readOrder(entry) ?? []) : [];
}

function readOrder(value: unknown): StoredOrder | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { definition, text, modelName, dataset, seed, validationSplit, recipe, comparison } = value as Record<
    string,
    unknown
  >;
  if (typeof definition !== 'string' || typeof text !== 'string' || typeof modelName !== 'string') return undefined;
  if (!isOptional(dataset, 'string') || !isOptional(seed, 'number')) return undefined;
  if (!isOptional(validationSplit, 'number') || !isOptional(comparison, 'string')) return undefined;
  if (!isOptional(recipe, 'object') || recipe === null) return undefined;
  return {
    definition,
    text,
    modelName,
    ...(dataset === undefined ? {} : { dataset }),
    ...(seed === undefined ? {} : { seed }),
    ...(validationSplit === undefined ? {} : { validationSplit }),
    ...(recipe === undefined ? {} : { recipe: recipe as Readonly<Record<string, unknown>> }),
    ...(comparison === undefined ? {} : { comparison }),
  };
}

interface Types {
  readonly string: string;
  readonly number: number;
  readonly object: object;
}

function isOptional<Name extends keyof Types>(value: unknown, type: Name): value is Types[Name] | undefined {
  return value === undefined || typeof value === type;
}
