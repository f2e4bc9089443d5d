import * as vscode from 'vscode';
import type { Command, Host } from '../host.js';
import { commandIds } from '../ids.js';
import { tellErrors } from '../training/definitionErrors.js';
import { defaultImages, lookAtModel } from '../training/modelOrder.js';
import { pickDefinition } from '../training/pickDefinition.js';
import { requireBackbones } from '../training/requireBackbones.js';
import { noteSample } from '../training/sampleNote.js';
import { showTraining } from '../training/trainingProgress.js';
import { requireTrust } from '../trust.js';

const LAST_USED_KEY = 'trainFashionMnist.lastUsed';

/**
 * Trains a model on Fashion-MNIST: one of the workspace, or one that is shipped, which writes nothing but the run. Works in
 * an empty folder, and without one.
 */
export const trainFashionMnistCommand: Command = {
  id: commandIds.trainFashionMnist,
  async run(host) {
    if (!requireTrust()) return;
    const { globalState } = host.context;
    const createSamples = {
      label: `$(new-folder) ${vscode.l10n.t('Create a sample workspace…')}`,
      detail: vscode.l10n.t('Puts these definitions into a folder, to be changed and compared'),
    };
    const chosen = await pickDefinition(host, {
      title: vscode.l10n.t('Train Fashion-MNIST model'),
      placeHolder: vscode.l10n.t('Model to train'),
      kind: 'model',
      preselected: globalState.get<string>(LAST_USED_KEY),
      others: [createSamples],
    });
    if (chosen === createSamples) await vscode.commands.executeCommand(commandIds.createSampleWorkspace);
    if (chosen?.file === undefined) return;
    await globalState.update(LAST_USED_KEY, chosen.file.uri.toString());
    await train(host, chosen.file.uri);
  },
};

async function train(host: Host, definition: vscode.Uri): Promise<void> {
  const { order, faulty } = await lookAtModel(definition, defaultImages);
  if (faulty !== undefined) {
    tellErrors(host.log, [faulty]);
    return;
  }
  if (!(await requireBackbones(host, [order]))) return;
  const [begun] = host.training.enqueue([order]);
  void noteSample(host, defaultImages.dataset);
  if (begun === undefined) return;
  void begun.then(({ runId }) => watch(host, runId)).catch(() => undefined);
  await showTraining(host, order, begun);
}

/** Opens the panel where the curves grow. That a training did not begin is told elsewhere. */
async function watch({ panel, log }: Host, runId: string): Promise<void> {
  try {
    await panel.show({ runIds: [runId], view: 'training', preserveFocus: true });
  } catch (error) {
    log.error('The results panel could not be opened.', error);
  }
}
