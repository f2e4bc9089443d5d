import * as vscode from 'vscode';
import type { Host } from '../host.js';
import { testControllerId } from '../ids.js';
import { kindOf } from '../language/definitionDocument.js';
import { requireTrust } from '../trust.js';
import type { ExpectationTests } from './expectationTests.js';

/** After a change of an open comparison its tests are listed anew. */
const PAUSE_MS = 300;

/**
 * Comparisons in the Test Explorer, and in the gutter beside their expectations. Tests are listed when the explorer asks for
 * them, or a comparison is open.
 */
export function registerTests(host: Host): vscode.Disposable {
  const controller = vscode.tests.createTestController(testControllerId, 'Model Bake-off');
  let tests: Promise<ExpectationTests> | undefined;
  const load = () => {
    tests ??= import('./expectationTests.js').then((module) => new module.ExpectationTests(host, controller));
    return tests;
  };
  const fail = (error: unknown) => host.log.error('The tests of comparisons failed.', error as Error);
  let isListed = false;
  const list = async () => {
    isListed = true;
    await (await load()).refresh();
  };
  const takeUp = (document: vscode.TextDocument) => {
    if (kindOf(document) !== 'comparison' || document.uri.scheme !== 'file') return;
    load()
      .then((all) => all.takeUp(document.uri))
      .catch(fail);
  };
  const timers = new Map<string, NodeJS.Timeout>();
  const later = (document: vscode.TextDocument) => {
    const address = document.uri.toString();
    clearTimeout(timers.get(address));
    timers.set(
      address,
      setTimeout(() => {
        timers.delete(address);
        takeUp(document);
      }, PAUSE_MS),
    );
  };
  controller.resolveHandler = async (item) => {
    if (item === undefined) await list();
  };
  controller.refreshHandler = list;
  const { Run } = vscode.TestRunProfileKind;
  const run = (mayTrain: boolean) => async (request: vscode.TestRunRequest, token: vscode.CancellationToken) => {
    // Trust may be given while the profile is there.
    if (mayTrain && !requireTrust()) return;
    await (await load()).run(request, token, mayTrain);
  };
  const stored = vscode.l10n.t('Test stored runs');
  const train = vscode.l10n.t('Train what is missing, then test');
  controller.createRunProfile(stored, Run, run(false), true);
  controller.createRunProfile(train, Run, run(true), false);
  for (const document of vscode.workspace.textDocuments) takeUp(document);
  return vscode.Disposable.from(
    controller,
    vscode.workspace.onDidOpenTextDocument(takeUp),
    vscode.workspace.onDidChangeTextDocument(({ document }) => kindOf(document) === 'comparison' && later(document)),
    host.definitions.onDidChange(() => isListed && void list().catch(fail)),
    {
      dispose() {
        for (const timer of timers.values()) clearTimeout(timer);
      },
    },
  );
}
