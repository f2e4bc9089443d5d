import * as vscode from 'vscode';
import type { ComparisonDefinition } from '../../core/definition/definition.js';
import { expandComparison } from '../../core/definition/expandComparison.js';
import { analyseComparison } from '../../core/language/analyseComparison.js';
import { pathProblems, pathsOf } from '../../core/language/pathProblems.js';
import { seedPlanMark } from '../../runs/seedPlanMark.js';
import { textHash } from '../../runs/textHash.js';
import { readDefinitionText } from '../definitions/definitionText.js';
import type { Host, TrainingOrder } from '../host.js';
import { lookAtPaths, resolvePath } from '../language/comparisonPaths.js';
import { baseFolderOf } from '../language/definitionDocument.js';
import { errorsOf, type FaultyDefinition } from './definitionErrors.js';
import { imagesNamed, lookAtModel } from './modelOrder.js';
import { lookAtSweep } from './sweepOrders.js';

/** What a comparison stands for, or what is wrong with it and its models. */
export type LookedComparison =
  | { readonly orders: readonly TrainingOrder[]; readonly faulty?: undefined }
  | { readonly orders?: undefined; readonly faulty: readonly FaultyDefinition[] };

/**
 * Looks at a comparison and all its models before the first is trained. It may name nothing outside its folder and the
 * workspace.
 * @throws Error when a file cannot be read; RemoteError when the dataset is missing or damaged
 */
export async function lookAtComparison(host: Pick<Host, 'service'>, uri: vscode.Uri): Promise<LookedComparison> {
  const text = await readDefinitionText(uri);
  const analysis = analyseComparison(text);
  const folder = baseFolderOf(uri);
  const states = folder === undefined ? new Map() : await lookAtPaths(folder, pathsOf(analysis));
  const problems = [...analysis.problems, ...pathProblems(analysis, states, [])];
  const { definition } = analysis;
  if (definition === undefined || errorsOf(problems).length > 0) return { faulty: [{ uri, text, problems }] };
  if (folder === undefined)
    throw new Error(vscode.l10n.t('Its paths are relative to its folder, and it has none. Save the comparison first.'));
  const images = await imagesNamed(host, definition.dataset, folder);
  if (images === undefined) throw new Error(vscode.l10n.t('Its dataset lies outside the workspace.'));
  const looked = await Promise.all(definition.models.map(({ path }) => lookAtModel(resolvePath(folder, path), images)));
  const faulty = looked.flatMap((model) => model.faulty ?? []);
  if (faulty.length > 0) return { faulty };
  const comparison = textHash(text);
  const written = looked.flatMap((model) => model.order ?? []);
  const variants = lookAtSweep({ uri, text, definition }, written, images.target);
  if (variants.faulty !== undefined) return { faulty: [variants.faulty] };
  const models = variants.orders;
  const { seedPlan } = definition;
  const texts = models.map((model) => model.text);
  const mark = seedPlan === undefined ? {} : { seedPlan: seedPlanMark(seedPlan, texts) };
  const roundAt = roundsOf(definition, models.length, comparison);
  const orders = expandComparison(definition, models).map(({ model, seed, validationSplit }, index) => ({
    ...model,
    seed,
    validationSplit,
    comparison,
    ...mark,
    ...roundAt(index),
  }));
  return { orders };
}

/** The round of each training of a comparison, by its index; none where there is one only. */
function roundsOf({ seeds, seedPlan }: ComparisonDefinition, modelCount: number, comparison: string) {
  const since = Date.now();
  const all = { minimum: seeds.length, maximum: seeds.length };
  const common = { batch: `${comparison} ${since}`, ...(seedPlan ?? all), modelCount, since };
  return (index: number): Pick<TrainingOrder, 'round'> =>
    seeds.length === 1
      ? {}
      : { round: { ...common, number: Math.floor(index / modelCount) + 1, model: index % modelCount } };
}
