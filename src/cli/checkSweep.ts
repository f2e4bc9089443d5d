import type { ComparisonDefinition } from '../core/definition/definition.js';
import { parseDocument } from '../core/definition/jsonDocument.js';
import type { Problem } from '../core/definition/problem.js';
import type { PlanTarget } from '../core/plan/planModel.js';
import { hasSweep, sweepProblems } from '../core/sweep/sweepProblems.js';
import { planVariant, variantProblems } from '../core/sweep/variantProblems.js';
import { type ComparedModel, comparedModels } from '../core/sweep/variants.js';
import type { ComparisonFile, ModelFile, SoundModel } from './readDefinition.js';

/** A model of a comparison as it is trained: itself, or a variant of it. */
export type TrainedModel = SoundModel & Pick<ComparedModel, 'recipe' | 'sweep'>;

/** A comparison with what is wrong with its sweep: known only with its models, in its order. */
export function checkSweep(file: ComparisonFile, models: readonly ModelFile[], target: PlanTarget): ComparisonFile {
  const { definition, text } = file;
  const document = parseDocument(text);
  if (definition === undefined || document.root === undefined || !hasSweep(definition)) return file;
  const own = sweepProblems(
    document,
    definition,
    models.map((model) => model.definition),
  );
  const isSound = ![...own, ...models.flatMap(({ problems }) => problems)].some(({ severity }) => severity === 'error');
  const sound = models.flatMap((model) => (isSoundModel(model) ? [model] : []));
  const planned = isSound
    ? comparedModels(definition, sound).flatMap((one) => (one.sweep === undefined ? [] : [planVariant(one, target)]))
    : [];
  return withProblems(file, [...own, ...variantProblems(document.root, planned)]);
}

/** The models that a comparison without errors trains. */
export function trainedModels(
  definition: ComparisonDefinition,
  models: readonly SoundModel[],
  target: PlanTarget,
): TrainedModel[] {
  return comparedModels(definition, models).flatMap((compared) => {
    const file = models[compared.model];
    if (file === undefined) return [];
    const { recipe, sweep, text } = compared;
    if (sweep === undefined) return [{ ...file, recipe }];
    const { definition: own, plan } = planVariant(compared, target);
    return own === undefined || plan === undefined ? [] : [{ ...file, text, definition: own, plan, recipe, sweep }];
  });
}

function withProblems(file: ComparisonFile, found: readonly Problem[]): ComparisonFile {
  if (found.length === 0) return file;
  return { ...file, problems: [...file.problems, ...found].sort((a, b) => a.range.start - b.range.start) };
}

function isSoundModel(model: ModelFile): model is SoundModel {
  return model.definition !== undefined && model.plan !== undefined;
}
