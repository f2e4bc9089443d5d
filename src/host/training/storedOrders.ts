import type { OrderRound, TrainingOrder } from '../host.js';

/** An order as plain data, for the window's memory. */
export type StoredOrder = Omit<TrainingOrder, 'definition'> & { readonly definition: string };

/** Orders as a window keeps them: each text and each plan of seeds once, as hundreds of trainings of a comparison are of a few models. */
export interface StoredOrders {
  readonly texts: readonly string[];
  readonly plans?: readonly TrainingOrder['seedPlan'][];
  /** `text` is the index of the order's text, `seedPlan` that of its plan. */
  readonly orders: readonly (Omit<StoredOrder, 'text' | 'seedPlan'> & {
    readonly text: number;
    readonly seedPlan?: number;
  })[];
}

/** What a window is to keep of orders. */
export function storeOrders(orders: readonly StoredOrder[]): StoredOrders {
  const texts = [...new Set(orders.map(({ text }) => text))];
  const indices = new Map(texts.map((text, index) => [text, index]));
  const plans = new Map<string, TrainingOrder['seedPlan']>();
  const stored = orders.map(({ seedPlan, ...order }) => {
    const key = JSON.stringify(seedPlan);
    if (seedPlan !== undefined && !plans.has(key)) plans.set(key, seedPlan);
    const place = seedPlan === undefined ? {} : { seedPlan: [...plans.keys()].indexOf(key) };
    return { ...order, text: indices.get(order.text) ?? 0, ...place };
  });
  return { texts, plans: [...plans.values()], orders: stored };
}

/** Reads orders that a window kept; what cannot be read, as by another version, is left out. Never throws. */
export function readStoredOrders(value: unknown): StoredOrder[] {
  if (typeof value !== 'object' || value === null) return [];
  const { texts, orders, plans } = value as Record<string, unknown>;
  if (!Array.isArray(texts) || !Array.isArray(orders)) return [];
  const kept: readonly unknown[] = Array.isArray(plans) ? plans : [];
  return orders.flatMap((entry: unknown) => readOrder(entry, texts, kept) ?? []);
}

function readOrder(value: unknown, texts: readonly unknown[], plans: readonly unknown[]): StoredOrder | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const {
    definition,
    modelName,
    dataset,
    seed,
    validationSplit,
    recipe,
    comparison,
    round,
    limit,
    attribution,
    fold,
    sweep,
    ...rest
  } = value as Record<string, unknown>;
  const seedPlan = typeof rest.seedPlan === 'number' ? plans[rest.seedPlan] : undefined;
  const text = typeof rest.text === 'number' ? texts[rest.text] : undefined;
  if (typeof definition !== 'string' || typeof text !== 'string' || typeof modelName !== 'string') return undefined;
  if (!isOptional(dataset, 'string') || !isOptional(seed, 'number')) return undefined;
  if (!isOptional(validationSplit, 'number') || !isOptional(comparison, 'string')) return undefined;
  if (!isOptional(recipe, 'object') || recipe === null) return undefined;
  if (!isOptional(limit, 'number') || !isAttribution(attribution)) return undefined;
  if (!isSweep(sweep) || !isSeedPlan(seedPlan)) return undefined;
  // Without its plan nobody would know of the looks at its results.
  if (rest.seedPlan !== undefined && seedPlan === undefined) return undefined;
  if (round !== undefined && !isRound(round)) return undefined;
  if (fold !== undefined && !isFold(fold)) return undefined;
  return {
    definition,
    text,
    modelName,
    ...(dataset === undefined ? {} : { dataset }),
    ...(seed === undefined ? {} : { seed }),
    ...(validationSplit === undefined ? {} : { validationSplit }),
    ...(recipe === undefined ? {} : { recipe: recipe as Readonly<Record<string, unknown>> }),
    ...(comparison === undefined ? {} : { comparison }),
    ...(seedPlan === undefined ? {} : { seedPlan }),
    ...(limit === undefined ? {} : { limit }),
    ...(attribution === undefined ? {} : { attribution }),
    ...(sweep === undefined ? {} : { sweep }),
    ...(round === undefined ? {} : { round }),
    ...(fold === undefined ? {} : { fold }),
  };
}

const roundNumbers = [
  'number',
  'minimum',
  'maximum',
  'model',
  'modelCount',
  'since',
] as const satisfies readonly (keyof OrderRound)[];

function isRound(value: unknown): value is OrderRound {
  if (typeof value !== 'object' || value === null) return false;
  const round = value as Readonly<Record<string, unknown>>;
  return typeof round.batch === 'string' && roundNumbers.every((key) => Number.isSafeInteger(round[key]));
}

function isSeedPlan(value: unknown): value is TrainingOrder['seedPlan'] {
  if (value === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  const { minimum, maximum, models } = value as Readonly<Record<string, unknown>>;
  const areWhole = Number.isSafeInteger(minimum) && Number.isSafeInteger(maximum);
  return areWhole && Array.isArray(models) && models.every((model) => typeof model === 'string');
}

function isFold(value: unknown): value is NonNullable<TrainingOrder['fold']> {
  if (typeof value !== 'object' || value === null) return false;
  const { index, count } = value as { readonly index?: unknown; readonly count?: unknown };
  return Number.isSafeInteger(index) && Number.isSafeInteger(count);
}

function isAttribution(value: unknown): value is TrainingOrder['attribution'] {
  if (value === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  const { id, changes } = value as { readonly id?: unknown; readonly changes?: unknown };
  return typeof id === 'string' && Array.isArray(changes) && changes.every((change) => typeof change === 'string');
}

function isSweep(value: unknown): value is TrainingOrder['sweep'] {
  if (value === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  const { model, options } = value as { readonly model?: unknown; readonly options?: unknown };
  return typeof model === 'string' && typeof options === 'object' && options !== null && !Array.isArray(options);
}

interface Types {
  readonly string: string;
  readonly number: number;
  readonly object: object;
}

function isOptional<Name extends keyof Types>(value: unknown, type: Name): value is Types[Name] | undefined {
  return value === undefined || typeof value === type;
}
