import * as vscode from 'vscode';
import type { ComparisonDefinition, ModelDefinition } from '../../core/definition/definition.js';
import { parseDocument } from '../../core/definition/jsonDocument.js';
import { parseModel } from '../../core/definition/parseModel.js';
import type { PlanTarget } from '../../core/plan/planModel.js';
import { hasSweep, sweepProblems } from '../../core/sweep/sweepProblems.js';
import { planVariant, variantProblems } from '../../core/sweep/variantProblems.js';
import { comparedModels } from '../../core/sweep/variants.js';
import type { TrainingOrder } from '../host.js';
import { errorsOf, type FaultyDefinition } from './definitionErrors.js';

/** A comparison's models as they are trained, with all variants of those that it varies, or what is wrong with its sweep. */
export type LookedSweep =
  | { readonly orders: readonly TrainingOrder[]; readonly faulty?: undefined }
  | { readonly orders?: undefined; readonly faulty: FaultyDefinition };

/** `models`: an order for each model of the comparison, none with an error. @throws Error for a sweep that the editor cannot do */
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
  if (definition.sweep.method === 'successiveHalving')
    throw new Error(
      vscode.l10n.t(
        'Successive halving stops runs and goes on with the best of them: the command line does that, with bakeoff compare. Grid and random sweeps are trained here.',
      ),
    );
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
  const orders = compared.flatMap((one): TrainingOrder[] => {
    const base = parsed[one.model]?.order;
    if (base === undefined) return [];
    const override = one.recipe as Readonly<Record<string, unknown>>;
    const sweep = one.sweep === undefined ? {} : { sweep: one.sweep };
    return [{ ...base, text: one.text, modelName: one.name, recipe: override, ...sweep }];
  });
  return { orders };
}
