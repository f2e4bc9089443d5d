import { expandComparison } from '../core/definition/expandComparison.js';
import type { RunRequest } from '../core/run/request.js';
import { seedPlanMark } from '../runs/seedPlanMark.js';
import { textHash } from '../runs/textHash.js';
import type { TrainedModel } from './checkSweep.js';
import { describeTarget } from './datasetTarget.js';
import type { ComparisonFile } from './readDefinition.js';
import { type RunOptions, recipeOf } from './runOptions.js';
import { automaticEngine } from './setup.js';
import type { TrainingJob } from './trainModel.js';

/** The trainings of a comparison as jobs: rounds of one seed each, in each a job for each model. Options go before what the file says. */
export function roundsOf(
  comparison: ComparisonFile & { readonly definition: NonNullable<ComparisonFile['definition']> },
  models: readonly TrainedModel[],
  dataset: string,
  options: RunOptions,
): TrainingJob[][] {
  const { definition, text } = comparison;
  const { seed: onlySeed, validationSplit } = options;
  const chosen = recipeOf(options);
  const trainings = expandComparison(definition, models, { seed: onlySeed, validationSplit });
  const isPlanned = onlySeed === undefined && definition.seedPlan !== undefined;
  const plan = isPlanned ? definition.seedPlan : undefined;
  const seedPlan =
    plan &&
    seedPlanMark(
      plan,
      models.map(({ text: ofModel }) => ofModel),
    );
  const hasSeveralSeeds = onlySeed === undefined && definition.seeds.length > 1;
  const jobs = trainings.map(({ model, ...training }, index): TrainingJob => {
    const request: RunRequest = {
      definitionText: model.text,
      definitionPath: model.absolutePath,
      dataset,
      comparison: textHash(text),
      ...(seedPlan === undefined ? {} : { seedPlan }),
      ...training,
      recipe: { ...model.recipe, ...chosen },
      ...(model.sweep === undefined ? {} : { sweep: model.sweep }),
      engine: options.engine,
      ...(options.limit === undefined ? {} : { limit: options.limit }),
    };
    const seedText = hasSeveralSeeds ? `seed ${training.seed}  ` : '';
    // How many there will be is not known with a plan: counted is within the round.
    const place = isPlanned ? `${(index % models.length) + 1}/${models.length}` : `${index + 1}/${trainings.length}`;
    const prefix = trainings.length > 1 ? `[${place}] ${seedText}` : seedText;
    return { request, modelName: model.definition.name, prefix, runsRoot: options.runs };
  });
  return Array.from({ length: jobs.length / models.length }, (_, round) =>
    jobs.slice(round * models.length, (round + 1) * models.length),
  );
}

/** The images and the engine that a training would use now. @throws DatasetError */
export async function usedNow(dataset: string, { engine }: Pick<RunOptions, 'engine'>, signal: AbortSignal) {
  const { checksum } = (await describeTarget(dataset, signal)).dataset;
  return { checksum, engineId: engine === 'auto' ? automaticEngine() : engine };
}
