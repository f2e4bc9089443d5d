import * as vscode from 'vscode';
import { analyseComparison } from '../../core/language/analyseComparison.js';
import { analyseModel } from '../../core/language/analyseModel.js';
import { datasetFolderOf } from '../../core/language/pathProblems.js';
import type { PlanTarget } from '../../core/plan/planModel.js';
import { readDefinitionText } from '../definitions/definitionText.js';
import type { Host, TrainingOrder } from '../host.js';
import { lookAtPaths, resolvePath } from '../language/comparisonPaths.js';
import { DEFAULT_DATASET, defaultTarget } from '../language/defaultTarget.js';
import { errorsOf, type FaultyDefinition } from './definitionErrors.js';

/** The images to train on. */
export interface TrainingImages {
  /** As a request has it. */
  readonly dataset: string;
  readonly target: PlanTarget;
}

/** Fashion-MNIST. */
export const defaultImages: TrainingImages = { dataset: DEFAULT_DATASET, target: defaultTarget };

/** A model as it would be trained, or what is wrong with it. */
export type LookedModel =
  | { readonly order: TrainingOrder; readonly faulty?: undefined }
  | { readonly order?: undefined; readonly faulty: FaultyDefinition };

/** Looks at a model as it stands in the editor, saved or not. @throws Error when it cannot be read */
export async function lookAtModel(definition: vscode.Uri, { dataset, target }: TrainingImages): Promise<LookedModel> {
  const text = await readDefinitionText(definition);
  const { definition: model, problems } = analyseModel(text, target);
  if (model === undefined || errorsOf(problems).length > 0) return { faulty: { uri: definition, text, problems } };
  return { order: { definition, text, modelName: model.name, dataset } };
}

/**
 * The images that a model is for, as its problems are told: those of a comparison in the workspace that lists it and names
 * others than Fashion-MNIST's; else those.
 */
export async function imagesOf(
  host: Pick<Host, 'definitions' | 'service'>,
  model: vscode.Uri,
): Promise<TrainingImages> {
  const address = model.toString();
  for (const { uri, kind } of await host.definitions.list()) {
    if (kind !== 'comparison') continue;
    const { definition } = analyseComparison(await readDefinitionText(uri).catch(() => ''));
    if (definition === undefined || definition.dataset === DEFAULT_DATASET) continue;
    const folder = vscode.Uri.joinPath(uri, '..');
    if (!definition.models.some(({ path }) => resolvePath(folder, path).toString() === address)) continue;
    const images = await imagesNamed(host, definition.dataset, folder);
    if (images !== undefined) return images;
  }
  return defaultImages;
}

/**
 * The images that a comparison in a folder names; undefined for a folder that it may not name.
 * @throws RemoteError when they are missing or damaged
 */
export async function imagesNamed(
  { service }: Pick<Host, 'service'>,
  dataset: string,
  folder: vscode.Uri | undefined,
): Promise<TrainingImages | undefined> {
  if (dataset === DEFAULT_DATASET) return defaultImages;
  const written = datasetFolderOf(dataset);
  // A file from somebody else must not make us read just anywhere.
  if (written !== undefined && folder !== undefined) {
    const states = await lookAtPaths(folder, [written]);
    if (states.get(written) === 'outside') return undefined;
  }
  const { normalizedId, dataset: described } = await service.request('describeDataset', {
    id: dataset,
    ...(folder?.scheme === 'file' ? { baseFolder: folder.fsPath } : {}),
  });
  return {
    dataset: normalizedId,
    target: { inputShape: described.imageShape, classCount: described.classNames.length },
  };
}
