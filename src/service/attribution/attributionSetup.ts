import type { RecipeOverride } from '../../core/definition/definition.js';
import type { AttributionModel, AttributionPlan } from '../../core/difference/attributionPlan.js';
import type { RunRequest } from '../../core/run/request.js';
import type { WantedRun } from '../../runs/findSameRun.js';
import { textHash } from '../../runs/textHash.js';

/** What all models of an attribution are trained with. */
export interface AttributionSetup {
  readonly dataset: string;
  readonly validationSplit: number;
  readonly limit?: number;
  readonly recipe: RecipeOverride;
  readonly engine: RunRequest['engine'];
}

/** Where definitions of models come from: their own files, of those between them the first's folder. */
export type PathOf = (model: AttributionModel) => string;

/** The same for the same definitions, groups, method and setup: 16 hexadecimal digits. */
export function attributionId({ method, models }: AttributionPlan, setup: AttributionSetup): string {
  const { dataset, validationSplit, limit = null, recipe, engine } = setup;
  const texts = models.map(({ mask, text }) => [mask, text]);
  return textHash(JSON.stringify([method, texts, dataset, validationSplit, limit, recipe, engine])).slice(0, 16);
}

/** What the trainer is asked for. Only models between the two say what they are for: the two are ordinary runs. */
export function attributionRequest(
  plan: AttributionPlan,
  model: AttributionModel,
  seed: number,
  setup: AttributionSetup,
  definitionPath: string,
): RunRequest {
  const { limit, ...rest } = setup;
  const changes = model.applied.map((index) => plan.groups[index]?.label ?? '');
  return {
    definitionText: model.text,
    definitionPath,
    seed,
    ...rest,
    ...(limit === undefined ? {} : { limit }),
    ...(model.side === 'between' ? { attribution: { id: attributionId(plan, setup), changes } } : {}),
  };
}

/** Each model of a plan with each seed, seed by seed, to be found among runs (`findSameRuns`): wherever the texts came from. */
export function attributionRuns(
  plan: AttributionPlan,
  seeds: readonly number[],
  setup: AttributionSetup,
  checksum: string,
): WantedRun[] {
  return seeds.flatMap((seed) =>
    plan.models.map((model) => ({ request: attributionRequest(plan, model, seed, setup, ''), checksum })),
  );
}
