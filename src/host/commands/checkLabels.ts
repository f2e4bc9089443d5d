import * as vscode from 'vscode';
import { formatCount, formatPercent, printable } from '../../core/format.js';
import { FOLD_COUNTS } from '../../core/training/folds.js';
import { pickDataset } from '../datasets/pickDataset.js';
import type { Command, Host, TrainingOrder } from '../host.js';
import { commandIds } from '../ids.js';
import { trainingSettings } from '../settings.js';
import { tellErrors } from '../training/definitionErrors.js';
import { imagesNamed, lookAtModel } from '../training/modelOrder.js';
import { pickDefinition } from '../training/pickDefinition.js';
import { requireBackbones } from '../training/requireBackbones.js';
import { runRequestOf } from '../training/runRequest.js';
import { trainOrders } from '../training/trainOrders.js';
import { requireTrust } from '../trust.js';
import { withWork } from '../work/withWork.js';
import { kindOfUri } from './definitionArgument.js';

/** Of what a fold trains on, so much watches its training: as the command line's. */
const VALIDATION_SPLIT = 0.1;
const USUAL_FOLDS = 5;

/**
 * Trains a model once for each part of the training images, on the other parts, and shows which labels they call wrong.
 * Arguments: a dataset's id, a definition's address, the number of parts; what is missing is asked for.
 */
export const checkLabelsCommand: Command = {
  id: commandIds.checkLabels,
  async run(host, ...args) {
    if (!requireTrust()) return;
    const title = vscode.l10n.t('Check labels');
    const asked = await askFor(host, args, title);
    if (asked === undefined) return;
    const { dataset, model, folds } = asked;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const baseFolder = folder?.fsPath;
    const from = { dataset, ...(baseFolder === undefined ? {} : { baseFolder }) };
    const orders = await foldOrders(host, model, dataset, folds);
    if (orders === undefined) return;
    const { root } = host.runs.rootFor(undefined);
    const settings = trainingSettings(folder);
    const requests = orders.map((order) => runRequestOf(order, model.fsPath, settings));
    const known = await host.service.request('findFolds', { root, from, requests });
    const missing = orders.filter((_, index) => known[index] == null);
    const told = vscode.l10n.t('Checking the labels of {0}', printable(dataset));
    const trained = await trainOrders(host, missing, told);
    if (trained.isCancelled) return;
    const fresh = [...trained.folders];
    const folders = known.flatMap((place) => place ?? fresh.shift() ?? []);
    // Each image needs a model that has not seen it: with a part missing there is nothing to say. What is trained is used again.
    if (folders.length < orders.length) {
      const name = printable(orders[0]?.modelName ?? '');
      const reason = printable(trained.failed[0]?.message ?? vscode.l10n.t('It ended without a reason.'));
      throw new Error(vscode.l10n.t('{0} could not be trained; the labels cannot be judged: {1}', name, reason));
    }
    const found = await withWork(told, (options) =>
      host.service.request('judgeLabels', { root, from, folders, cores: settings.cores }, options),
    );
    host.panel.doubtsChanged();
    await host.panel.show({ view: 'data', dataset, section: 'doubts' });
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        '{0}: {1} training labels and {2} test labels are probably wrong; the models agree with {3} of the training labels. Judge them in the Data view under Images in doubt.',
        printable(found.name),
        formatCount(found.train),
        formatCount(found.test),
        formatPercent(found.accuracy),
      ),
    );
  },
};

async function askFor(
  host: Host,
  [givenDataset, givenModel, givenFolds]: readonly unknown[],
  title: string,
): Promise<{ readonly dataset: string; readonly model: vscode.Uri; readonly folds: number } | undefined> {
  const { t } = vscode.l10n;
  const dataset =
    typeof givenDataset === 'string'
      ? givenDataset
      : await pickDataset(host, { title, placeHolder: t('Dataset whose labels are judged') });
  if (dataset === undefined) return undefined;
  const placeHolder = t('Model that judges them; it is trained once for each part of the images');
  const model =
    givenModel instanceof vscode.Uri && kindOfUri(givenModel) === 'model'
      ? givenModel
      : (await pickDefinition(host, { title, placeHolder, kind: 'model' }))?.file?.uri;
  if (model === undefined) return undefined;
  const { minimum, maximum } = FOLD_COUNTS;
  const isCount = (text: string) => /^\d{1,4}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum;
  const folds = isCount(String(givenFolds))
    ? String(givenFolds)
    : await vscode.window.showInputBox({
        title,
        prompt: t('Parts of the training images: each is judged by a model that was trained on the others'),
        value: String(USUAL_FOLDS),
        validateInput: (text) => (isCount(text) ? undefined : t('A whole number from {0} to {1}', minimum, maximum)),
      });
  return folds === undefined ? undefined : { dataset, model, folds: Number(folds) };
}

/** One order for each fold; undefined when the model cannot be trained on those images, which is told. */
async function foldOrders(
  host: Host,
  model: vscode.Uri,
  dataset: string,
  count: number,
): Promise<readonly TrainingOrder[] | undefined> {
  const images = await imagesNamed(host, dataset, vscode.workspace.workspaceFolders?.[0]?.uri);
  if (images === undefined) throw new Error(vscode.l10n.t('{0} lies outside of the workspace.', printable(dataset)));
  const { order, faulty } = await lookAtModel(model, images);
  if (order === undefined) {
    tellErrors(host.log, [faulty]);
    return undefined;
  }
  const orders = Array.from({ length: count }, (_, index): TrainingOrder => {
    const common = { ...order, seed: 0, validationSplit: VALIDATION_SPLIT };
    return { ...common, fold: { index, count } };
  });
  return (await requireBackbones(host, orders)) ? orders : undefined;
}
