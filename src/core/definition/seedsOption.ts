import type { SeedPlan } from './definition.js';
import type { JsonPath, OptionSpec, Report } from './option.js';
import { choice, integer, list, propertiesSchema, readOptions, requiredKeys, shown } from './options.js';

/** What `seeds` of a comparison says: which, and whether all of them whatever comes out. */
export interface Seeds {
  readonly seeds: readonly number[];
  readonly seedPlan?: SeedPlan;
}

const MAXIMUM_SEEDS = 100;

/** Fewer seeds say too little of how much they vary: a t interval of two has no more than one degree of freedom. */
export const MINIMUM_PLANNED_SEEDS = 3;

const seedList = list<number>({
  description: '',
  of: integer({ description: 'A seed.', minimum: 0, maximum: 2 ** 31 - 1 }),
  minLength: 1,
  maxLength: MAXIMUM_SEEDS,
});
const seedCount = integer({ description: '', minimum: 1, maximum: MAXIMUM_SEEDS });

const planOptions = {
  min: integer({
    description: 'So many seeds are trained in any case.',
    required: true,
    minimum: MINIMUM_PLANNED_SEEDS,
    maximum: MAXIMUM_SEEDS,
  }),
  max: integer({
    description: 'So many at most, also where the models have not been told apart by then.',
    required: true,
    minimum: MINIMUM_PLANNED_SEEDS,
    maximum: MAXIMUM_SEEDS,
  }),
  stopWhen: choice<'decided'>({
    description:
      'When to stop before `max`: `decided` when each model is clearly better or worse than the first one, or as good within the margin. Looking after each seed is paid for by wider intervals, so that equal models are still told apart by mistake in at most 5 % of comparisons.',
    required: true,
    values: ['decided'],
  }),
};

const description =
  'Seeds, one run of each model for each, the same for all models: a whole number N for the seeds 0 to N − 1, a list of seeds, or `{ "min": 3, "max": 10, "stopWhen": "decided" }`: from 0 on, no more than it takes.';

/** `seeds` of a comparison: how to read it, default, documentation and JSON Schema. */
export const seedsOption: OptionSpec<Seeds> = {
  description,
  default: { seeds: [0] },
  required: false,
  schema: {
    anyOf: [
      seedCount.schema,
      { ...seedList.schema, uniqueItems: true },
      {
        type: 'object',
        properties: propertiesSchema(planOptions),
        required: requiredKeys(planOptions),
        additionalProperties: false,
      },
    ],
    description,
    default: 1,
  },
  read(value, path, report) {
    if (Array.isArray(value)) return readList(value, path, report);
    if (typeof value === 'object' && value !== null)
      return readPlan(value as Readonly<Record<string, unknown>>, path, report);
    const count = seedCount.read(value, path, report);
    return count === undefined ? undefined : { seeds: firstSeeds(count) };
  },
};

function readList(value: readonly unknown[], path: JsonPath, report: Report): Seeds | undefined {
  const read = seedList.read(value, path, report);
  const twice = read?.findIndex((seed, index) => read.indexOf(seed) < index) ?? -1;
  if (read === undefined || twice < 0) return read && { seeds: read };
  const message = `The seed ${shown(value[twice])} is in the list already: its runs would be the same.`;
  report({ path: [...path, twice], code: 'duplicate-seed', message });
  return undefined;
}

function readPlan(body: Readonly<Record<string, unknown>>, path: JsonPath, report: Report): Seeds | undefined {
  const plan = readOptions(planOptions, body, path, report, []);
  if (plan === undefined) return undefined;
  const { min: minimum, max: maximum } = plan;
  if (minimum <= maximum) return { seeds: firstSeeds(maximum), seedPlan: { minimum, maximum } };
  const message = `Expected "max" to be at least "min", ${minimum}, got ${maximum}.`;
  const replacement = { title: `Change to ${minimum}`, text: String(minimum) };
  report({ path: [...path, 'max'], code: 'maximum-below-minimum', message, replacement });
  return undefined;
}

function firstSeeds(count: number): number[] {
  return Array.from({ length: count }, (_, seed) => seed);
}
