import * as vscode from 'vscode';
import type { LayerEvidence, LayerProbe } from '../../core/evidence/layerEvidence.js';
import { formatCount, printable } from '../../core/format.js';
import type { Command, Host, StoredRun } from '../host.js';
import { commandIds } from '../ids.js';
import { layerWords } from '../language/layerWords.js';
import { trainingSettings } from '../settings.js';
import { runOrAsk } from '../views/runArguments.js';

/**
 * Shows the test images that a layer loses (the layer before it has them right, it has them wrong) or gains. A lens names a
 * run and a layer; without them the person chooses. What was not stored of the run's layers is found now.
 */
export const showLayerSamplesCommand: Command = {
  id: commandIds.showLayerSamples,
  async run(host, runArgument, layerArgument, changeArgument) {
    const placeHolder = vscode.l10n.t('Run whose layers to look at');
    const isOffered = ({ testAccuracy }: StoredRun) => testAccuracy !== undefined;
    const run = await runOrAsk(host, runArgument, { placeHolder, isOffered });
    if (run === undefined) return;
    const { evidence, classNames } = await readEvidence(host, run);
    const layer =
      layerArgument === undefined
        ? await pickLayer(evidence, classNames)
        : evidence.layers.find(({ name }) => name === layerArgument);
    if (layer === undefined) {
      if (layerArgument === undefined) return;
      throw new Error(vscode.l10n.t('The layer {0} was not looked at.', printable(String(layerArgument))));
    }
    const change = changeArgument === 'lost' || changeArgument === 'gained' ? changeArgument : await pickChange(layer);
    if (change === undefined) return;
    const focus = { kind: 'layer', layer: layer.name, change, runId: run.runId } as const;
    const isCompared = host.compareSet.runIds.includes(run.runId);
    await host.panel.show({ ...(isCompared ? {} : { runIds: [run.runId] }), view: 'errors', focus });
  },
};

async function readEvidence({ service }: Host, run: StoredRun) {
  const { folder } = run;
  const params = {
    folder,
    mayCompute: vscode.workspace.isTrusted,
    cores: trainingSettings(vscode.Uri.file(run.root)).cores,
  };
  const title = vscode.l10n.t('Looking at the layers of {0}', printable(run.label ?? run.modelName ?? run.runId));
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (_, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    const { signal } = controller;
    const [{ evidence }, { state }] = await Promise.all([
      service.request('readLayerEvidence', params, { signal }),
      service.request('readRun', { folder }, { signal }),
    ]);
    return { evidence, classNames: state.started?.dataset.classNames ?? [] };
  });
}

async function pickLayer(evidence: LayerEvidence, classNames: readonly string[]): Promise<LayerProbe | undefined> {
  const items = evidence.layers
    .filter(({ after }) => after !== null)
    .map((layer) => ({ label: printable(layer.name), description: layerWords(layer, evidence, classNames), layer }));
  const placeHolder = vscode.l10n.t('Layer whose images to look at');
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.layer;
}

async function pickChange({ name, after, lost, gained }: LayerProbe): Promise<'lost' | 'gained' | undefined> {
  if (after === null) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} is the first layer that was looked at: there is none to compare it with.', printable(name)),
    );
    return undefined;
  }
  const [own, before] = [printable(name), printable(after)];
  const images = (count: number) =>
    count === 1 ? vscode.l10n.t('1 image') : vscode.l10n.t('{0} images', formatCount(count));
  const items = [
    {
      label: vscode.l10n.t('$(arrow-down) Images that {0} loses', own),
      description: images(lost),
      detail: vscode.l10n.t('The probe at {0} has them right, the one at {1} has them wrong', before, own),
      change: 'lost' as const,
    },
    {
      label: vscode.l10n.t('$(arrow-up) Images that {0} gains', own),
      description: images(gained),
      detail: vscode.l10n.t('The probe at {0} has them wrong, the one at {1} has them right', before, own),
      change: 'gained' as const,
    },
  ];
  return (await vscode.window.showQuickPick(items, { placeHolder: own }))?.change;
}
