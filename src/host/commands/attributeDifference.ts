import * as vscode from 'vscode';
import type { AttributionRecord } from '../../core/difference/attributionRecord.js';
import { attributionNotes, estimateText } from '../../core/difference/attributionText.js';
import { printable } from '../../core/format.js';
import type { AttributionQuestion, PlannedAttribution } from '../../protocol/attribution.js';
import { RemoteError } from '../../protocol/remoteError.js';
import { askAttribution } from '../attribution/askAttribution.js';
import { folderUri, setupOf, textOf } from '../attribution/attributionSetup.js';
import { attributionMeasured } from '../attribution/attributionsChanged.js';
import { showWaterfall } from '../attribution/showWaterfall.js';
import { trainMissing } from '../attribution/trainMissing.js';
import type { Command, Host } from '../host.js';
import { commandIds } from '../ids.js';
import { requireTrust } from '../trust.js';
import { comparedPair } from './compareDefinitions.js';

/** Trains the models between two definitions and tells what each change is worth. */
export const attributeDifferenceCommand: Command = {
  id: commandIds.attributeDifference,
  async run(host, ...args) {
    if (!requireTrust()) return;
    const title = vscode.l10n.t('Attribute difference');
    const pair = await comparedPair(host, args, title);
    if (pair === undefined) return;
    const [first, second] = pair;
    const texts = { firstText: await textOf(first.uri), secondText: await textOf(second.uri) };
    const setup = await setupOf(host, first.uri);
    const root = host.runs.rootFor(folderUri(host, first.uri)).root;
    const changes = await host.service.request('listChanges', { ...texts, recipe: setup.recipe });
    if (changes.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0} and {1} mean the same: there is no difference to attribute.', first.title, second.title),
      );
      return;
    }
    const question = { root, ...texts, setup };
    const chosen = await askAttribution(title, changes, (asked) =>
      host.service.request('planAttribution', { ...question, ...asked }),
    );
    if (chosen === undefined) return;
    const { plan, ...asked } = chosen;
    const places = [folderUri(host, first.uri), folderUri(host, second.uri)] as const;
    await attribute(host, plan, { ...question, ...asked }, places, title);
  },
};

async function attribute(
  host: Host,
  plan: PlannedAttribution,
  question: AttributionQuestion,
  places: readonly [vscode.Uri, vscode.Uri],
  title: string,
): Promise<void> {
  const joined = plan.groups.flatMap(({ reasons }) => reasons);
  for (const reason of joined) host.log.info(printable(reason));
  if (joined.length > 0) void vscode.window.showInformationMessage(printable(joined[0] ?? ''));
  const { folders, failed, isCancelled } = await trainMissing(host, plan, question, places, title);
  let record: AttributionRecord;
  try {
    record = await host.service.request('measureAttribution', { ...question, folders, failed });
  } catch (error) {
    // That nothing can be told so early is no surprise to who has cancelled it.
    if (!isCancelled || !(error instanceof RemoteError) || error.code !== 'not-attributable') throw error;
    host.log.info(printable(error.message));
    return;
  }
  attributionMeasured();
  for (const note of attributionNotes(record)) host.log.info(note);
  const show = vscode.l10n.t('Show');
  const tell =
    record.unfinished === undefined ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  void tell(messageOf(record), show).then(async (choice) => {
    if (choice === show) await showWaterfall(host, record);
  });
}

function messageOf(record: AttributionRecord): string {
  const { first, second, result, unfinished } = record;
  const total = result.total === null ? vscode.l10n.t('not known yet') : estimateText(result.total);
  const message = vscode.l10n.t('{0} → {1}: {2}', printable(first.name), printable(second.name), total);
  if (unfinished === undefined) return message;
  const rest = vscode.l10n.t(
    '{0} of {1} trainings are there. Attribute the difference again to go on.',
    unfinished.trained,
    unfinished.wanted,
  );
  return `${message}. ${rest}`;
}
