import type * as vscode from 'vscode';
import type { ComparisonDefinition, ModelDefinition } from '../../core/definition/definition.js';
import { parseDocument } from '../../core/definition/jsonDocument.js';
import { parseModel } from '../../core/definition/parseModel.js';
import type { PlanTarget } from '../../core/plan/planModel.js';
import { hasSweep, sweepProblems } from '../../core/sweep/sweepProblems.js';
import { planVariant, variantProblems } from '../../core/sweep/variantProblems.js';
import { comparedModels } from '../../core/sweep/variants.js';
import type { TrainingOrder } from '../host.js';
import { trainingSettings } from '../settings.js';
import { errorsOf, type FaultyDefinition } from './definitionErrors.js';

/** A comparison's models as they are trained, with all variants of those that it varies, or what is wrong with its sweep. */
export type LookedSweep =
  | { readonly orders: readonly TrainingOrder[]; readonly faulty?: undefined }
  | { readonly orders?: undefined; readonly faulty: FaultyDefinition };

/** `models`: an order for each model of the comparison, none with an error. */
export function lookAtSweep(
  {
    uri,
    text,
    definition,
  }: { readonly uri: vscode.Uri; readonly text: string; readonly definition: ComparisonDefinition },
  models: readonly TrainingOrder[],
  target: PlanTarget,
): LookedSweep {
  const recipe = definition.recipe as Readonly<Record<string, unknown>>;
  if (!hasSweep(definition)) return { orders: models.map((order) => ({ ...order, recipe })) };
  const parsed = models.flatMap((order): { order: TrainingOrder; text: string; definition: ModelDefinition }[] => {
    const { value } = parseModel(order.text);
    return value === undefined ? [] : [{ order, text: order.text, definition: value }];
  });
  const document = parseDocument(text);
  const own = sweepProblems(
    document,
    definition,
    parsed.map((model) => model.definition),
  );
  if (errorsOf(own).length > 0 || document.root === undefined) return { faulty: { uri, text, problems: own } };
  const compared = comparedModels(definition, parsed);
  const planned = compared.flatMap((one) => (one.sweep === undefined ? [] : [planVariant(one, target)]));
  const problems = variantProblems(document.root, planned);
  if (problems.length > 0) return { faulty: { uri, text, problems } };
  const { method, eta, minEpochs } = definition.sweep;
  const halvingOf = (one: (typeof compared)[number]): Pick<TrainingOrder, 'halving'> => {
    if (method !== 'successiveHalving') return {};
    const { epochs } = trainingSettings(uri);
    const own = parsed[one.model]?.definition.recipe.epochs ?? 1;
    return { halving: { eta, minEpochs, maxEpochs: epochs ?? one.recipe.epochs ?? own } };
  };
  const orders = compared.flatMap((one): TrainingOrder[] => {
    const base = parsed[one.model]?.order;
    if (base === undefined) return [];
    const override = one.recipe as Readonly<Record<string, unknown>>;
    const order = { ...base, text: one.text, modelName: one.name, recipe: override };
    return [one.sweep === undefined ? order : { ...order, sweep: one.sweep, ...halvingOf(one) }];
  });
  return { orders };
}
