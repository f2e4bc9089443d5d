import * as vscode from 'vscode';
import { attributionNotes, estimateText } from '../../core/difference/attributionText.js';
import { printable } from '../../core/format.js';
import type { AttributionQuestion } from '../../protocol/attribution.js';
import { askAttribution } from '../attribution/askAttribution.js';
import { attributionMeasured } from '../attribution/differenceLenses.js';
import { trainMissing } from '../attribution/trainMissing.js';
import { readDefinitionText } from '../definitions/definitionText.js';
import type { Command, Host, StoredRun } from '../host.js';
import { commandIds } from '../ids.js';
import { trainingSettings } from '../settings.js';
import { defaultImages, imagesOf } from '../training/modelOrder.js';
import { requireTrust } from '../trust.js';
import { type ComparedUri, comparedPair } from './compareDefinitions.js';

/** Trains the models between two definitions and tells what each change is worth. */
export const attributeDifferenceCommand: Command = {
  id: commandIds.attributeDifference,
  async run(host, ...args) {
    if (!requireTrust()) return;
    const title = vscode.l10n.t('Attribute difference');
    const pair = await comparedPair(host, args, title);
    if (pair === undefined) return;
    const [first, second] = pair;
    const texts = { firstText: await textOf(first), secondText: await textOf(second) };
    const setup = await setupOf(host, first.uri);
    const root = host.runs.rootFor(folderUri(host, first.uri)).root;
    const changes = await host.service.request('listChanges', { ...texts, recipe: setup.recipe });
    if (changes.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0} and {1} mean the same: there is no difference to attribute.', first.title, second.title),
      );
      return;
    }
    const asked = await askAttribution(title, changes);
    if (asked === undefined) return;
    const question: AttributionQuestion = { root, ...texts, setup, ...asked };
    await attribute(host, question, [folderUri(host, first.uri), folderUri(host, second.uri)], title);
  },
};

async function attribute(
  host: Host,
  question: AttributionQuestion,
  places: readonly [vscode.Uri, vscode.Uri],
  title: string,
): Promise<void> {
  const plan = await host.service.request('planAttribution', question);
  for (const { reasons } of plan.groups) for (const reason of reasons) host.log.info(printable(reason));
  const joined = plan.groups.flatMap(({ reasons }) => reasons);
  if (joined.length > 0) void vscode.window.showInformationMessage(printable(joined[0] ?? ''));
  const folders = await trainMissing(host, plan, question, places, title);
  if (folders === undefined) return;
  const record = await host.service.request('measureAttribution', { ...question, folders });
  attributionMeasured();
  const total = estimateText(record.result.total);
  const message = vscode.l10n.t('{0} → {1}: {2}', printable(record.first.name), printable(record.second.name), total);
  for (const note of attributionNotes(record)) host.log.info(note);
  const ends = [record.nodes[0]?.runIds[0], record.nodes.at(-1)?.runIds[0]].filter((id) => id !== undefined);
  const show = vscode.l10n.t('Show');
  void vscode.window.showInformationMessage(message, show).then(async (choice) => {
    if (choice === show) await host.panel.show({ runIds: ends, view: 'overview' });
  });
}

function textOf({ uri }: ComparedUri): Thenable<string> {
  return uri.query === ''
    ? readDefinitionText(uri)
    : vscode.workspace.openTextDocument(uri).then((document) => document.getText());
}

/** As a run was trained; a file as it would be. */
async function setupOf(host: Host, uri: vscode.Uri): Promise<AttributionQuestion['setup']> {
  const { engine, epochs } = trainingSettings(folderUri(host, uri));
  const run = runOf(host, uri);
  const common = { validationSplit: 0.2, engine };
  const recipe = epochs === undefined ? {} : { epochs };
  if (run === undefined) {
    const { dataset } = uri.scheme === 'file' ? await imagesOf(host, uri) : defaultImages;
    return { ...common, dataset, recipe };
  }
  const { state } = await host.service.request('readRun', { folder: run.folder });
  const request = state.started?.request;
  if (request === undefined) return { ...common, dataset: defaultImages.dataset, recipe };
  const { dataset, validationSplit, limit } = request;
  return {
    dataset,
    validationSplit,
    engine,
    recipe: { ...request.recipe, ...recipe },
    ...(limit === undefined ? {} : { limit }),
  };
}

function runOf({ runs }: Host, uri: vscode.Uri): StoredRun | undefined {
  return uri.query === '' ? undefined : runs.get(uri.query);
}

/** Where a definition came from: of a run's copy the file that it was. */
function folderUri(host: Host, uri: vscode.Uri): vscode.Uri {
  const path = runOf(host, uri)?.definitionPath;
  return path === undefined ? uri : vscode.Uri.file(path);
}
