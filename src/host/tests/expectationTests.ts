import * as vscode from 'vscode';
import { createLineMap } from '../../core/definition/position.js';
import { printable } from '../../core/format.js';
import type { TestLine } from '../../core/report/testLines.js';
import { readDefinitionText } from '../definitions/definitionText.js';
import type { Host } from '../host.js';
import { toRange } from '../language/positions.js';
import { rememberedTest } from './rememberedTest.js';
import { runComparisonTest } from './runComparisonTest.js';
import { type ExpectationOutline, type TestOutline, testOutline } from './testOutline.js';

/** A comparison among the tests. */
interface KnownComparison {
  readonly text: string;
  readonly outline: TestOutline;
}

/** Comparisons, their models and what is expected of them, as items of the Test Explorer. */
export class ExpectationTests {
  readonly #host: Host;
  readonly #controller: vscode.TestController;
  /** By address. */
  readonly #known = new Map<string, KnownComparison>();
  /** Each item of an expectation has one. */
  readonly #expectations = new WeakMap<vscode.TestItem, ExpectationOutline>();

  constructor(host: Host, controller: vscode.TestController) {
    this.#host = host;
    this.#controller = controller;
  }

  /** Takes up all comparisons of the workspace, and lets go of those that are there no more. Never rejects. */
  async refresh(): Promise<void> {
    try {
      const found = (await this.#host.definitions.list()).filter(({ kind }) => kind === 'comparison');
      // An open one may lie outside the workspace.
      const open = vscode.workspace.textDocuments.map(({ uri }) => uri);
      const present = new Set([...found.map(({ uri }) => uri), ...open].map((uri) => uri.toString()));
      for (const { uri } of found) await this.takeUp(uri);
      for (const address of [...this.#known.keys()]) if (!present.has(address)) this.#remove(address);
    } catch (error) {
      this.#host.log.error('The tests could not be listed.', error);
    }
  }

  /** Takes up a comparison as it stands now; one with errors keeps its tests, as it is just being written. Never rejects. */
  async takeUp(uri: vscode.Uri): Promise<void> {
    const address = uri.toString();
    const text = await readDefinitionText(uri).catch(() => undefined);
    if (text === undefined) this.#remove(address);
    else if (this.#known.get(address)?.text !== text) this.#show(uri, text);
  }

  #remove(address: string): void {
    this.#known.delete(address);
    this.#controller.items.delete(address);
  }

  #show(uri: vscode.Uri, text: string): void {
    const address = uri.toString();
    const outline = testOutline(text);
    if (outline === undefined) {
      if (!this.#known.has(address)) return;
      // Nothing is expected any more, or there is an error, which the editor shows.
      if (!text.includes('"expect"')) this.#remove(address);
      return;
    }
    this.#known.set(address, { text, outline });
    const { items } = this.#controller;
    const file = items.get(address) ?? this.#controller.createTestItem(address, outline.label, uri);
    file.label = outline.label;
    items.add(file);
    const lines = createLineMap(text);
    const made = outline.models.map((model) => {
      const item = file.children.get(model.id) ?? this.#controller.createTestItem(model.id, model.label, uri);
      item.label = model.label;
      item.range = toRange(lines, model.range);
      item.children.replace(
        model.expectations.map((of) => this.#expectationItem(item, uri, of, toRange(lines, of.range))),
      );
      return item;
    });
    file.children.replace(made);
  }

  #expectationItem(
    model: vscode.TestItem,
    uri: vscode.Uri,
    outline: ExpectationOutline,
    range: vscode.Range,
  ): vscode.TestItem {
    const before = model.children.get(outline.id);
    const isSame = before?.label === outline.label;
    const item =
      before !== undefined && isSame ? before : this.#controller.createTestItem(outline.id, outline.label, uri);
    item.range = range;
    this.#expectations.set(item, outline);
    return item;
  }

  /** Runs tests: those asked for, else all. */
  async run(request: vscode.TestRunRequest, token: vscode.CancellationToken, mayTrain: boolean): Promise<void> {
    const run = this.#controller.createTestRun(request);
    try {
      await this.refresh();
      const asked = request.include ?? [...this.#controller.items].map(([, item]) => item);
      const excluded = new Set(request.exclude ?? []);
      const leaves = [...new Set(asked.flatMap((item) => this.#leavesOf(item, excluded)))];
      for (const leaf of leaves) run.enqueued(leaf);
      for (const uri of new Set(leaves.map((leaf) => leaf.uri?.toString() ?? ''))) {
        const own = leaves.filter((leaf) => leaf.uri?.toString() === uri);
        if (!token.isCancellationRequested) await this.#runFile(run, own, token, mayTrain);
        else for (const leaf of own) run.skipped(leaf);
      }
    } finally {
      run.end();
    }
  }

  #leavesOf(item: vscode.TestItem, excluded: ReadonlySet<vscode.TestItem>): vscode.TestItem[] {
    if (excluded.has(item)) return [];
    if (this.#expectations.has(item)) return [item];
    return [...item.children].flatMap(([, child]) => this.#leavesOf(child, excluded));
  }

  async #runFile(
    run: vscode.TestRun,
    leaves: readonly vscode.TestItem[],
    token: vscode.CancellationToken,
    mayTrain: boolean,
  ): Promise<void> {
    const uri = leaves[0]?.uri;
    const known = uri && this.#known.get(uri.toString());
    if (uri === undefined || known === undefined) return;
    for (const leaf of leaves) run.started(leaf);
    try {
      const tell = (line: string) => run.appendOutput(`${printable(line)}\r\n`);
      const { report } = await runComparisonTest(this.#host, uri, known.text, { mayTrain, token, tell });
      const { lines, outcomes } = rememberedTest(known.text, report);
      this.#host.expectations.set(uri.toString(), outcomes);
      for (const leaf of leaves) {
        const outline = this.#expectations.get(leaf);
        const at = report.outcomes.findIndex(
          ({ expectation, model }) => expectation === outline?.expectation && model === outline.model,
        );
        tellOutcome(run, leaf, lines[at]);
      }
    } catch (error) {
      if (token.isCancellationRequested) for (const leaf of leaves) run.skipped(leaf);
      else for (const leaf of leaves) run.errored(leaf, messageAt(leaf, (error as Error).message));
    }
  }
}

/** Undecided is neither passed nor failed: skipped, with what was measured beside its name and a sentence in the output. */
function tellOutcome(run: vscode.TestRun, leaf: vscode.TestItem, line: TestLine | undefined): void {
  if (line === undefined) {
    run.errored(leaf, messageAt(leaf, vscode.l10n.t('The comparison has changed meanwhile.')));
    return;
  }
  const { status, message, value, interval, expected } = line;
  const bounds = interval === '' ? '' : ` (${interval})`;
  leaf.description =
    status === 'missing'
      ? vscode.l10n.t('not measured')
      : `${value}${bounds}${status === 'undecided' ? ` · ${vscode.l10n.t('undecided')}` : ''}`;
  run.appendOutput(
    `${printable(message)}\r\n`,
    leaf.uri && leaf.range && new vscode.Location(leaf.uri, leaf.range),
    leaf,
  );
  if (status === 'pass') run.passed(leaf);
  else if (status === 'undecided') run.skipped(leaf);
  else if (status === 'missing') run.errored(leaf, messageAt(leaf, message));
  else {
    const failure = messageAt(leaf, message);
    failure.expectedOutput = expected;
    failure.actualOutput = `${value}${bounds}`;
    run.failed(leaf, failure);
  }
}

function messageAt({ uri, range }: vscode.TestItem, text: string): vscode.TestMessage {
  const message = new vscode.TestMessage(printable(text));
  if (uri !== undefined && range !== undefined) message.location = new vscode.Location(uri, range);
  return message;
}
