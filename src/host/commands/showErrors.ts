import * as vscode from 'vscode';
import { formatCount, formatPercent, printable } from '../../core/format.js';
import { type ErrorChoice, errorChoices } from '../../core/statistics/errorChoices.js';
import type { Focus } from '../../protocol/page.js';
import { readFocus } from '../../protocol/pageReaders.js';
import type { ReadRun } from '../../protocol/service.js';
import type { Command, Host, StoredRun } from '../host.js';
import { commandIds } from '../ids.js';
import { chosenRuns } from '../panel/panelChoice.js';
import { runsOf } from '../views/runArguments.js';

/**
 * Shows images that runs get wrong. Links name a run, a true class and a class that it is taken for (−1: no prediction;
 * absent: any), by their numbers. Without classes the person chooses among the mistakes of the run, else of those compared.
 */
export const showErrorsCommand: Command = {
  id: commandIds.showErrors,
  async run(host, runArgument, trueClass, predictedClass) {
    const runs = runArgument === undefined ? comparedRuns(host) : await runsOf(host, [runArgument]);
    if (runs.length === 0) {
      void vscode.window.showWarningMessage(
        runArgument === undefined
          ? vscode.l10n.t('No run has a result yet.')
          : vscode.l10n.t('There is no such run any more.'),
      );
      return;
    }
    const named = trueClass === undefined ? undefined : namedFocus(trueClass, predictedClass);
    const focus = named ?? (await pickFocus(host, runs));
    if (focus === undefined) return;
    // One of several that are compared stays among them.
    const [run] = runs;
    const ofRun = runArgument === undefined || run === undefined ? focus : { ...focus, runId: run.runId };
    const isCompared = runs.every(({ runId }) => host.compareSet.runIds.includes(runId));
    const shown = isCompared ? {} : { runIds: runs.map(({ runId }) => runId) };
    await host.panel.show({ ...shown, view: 'errors', focus: ofRun });
  },
};

/** Those with a result; where nothing is compared, the latest one. */
function comparedRuns({ runs, compareSet }: Host): readonly StoredRun[] {
  const withResult = runs.all.filter(({ testAccuracy }) => testAccuracy !== undefined);
  const compared = compareSet.runIds.filter((runId) => withResult.some((run) => run.runId === runId));
  return chosenRuns({ kind: 'compared' }, compared, withResult[0]?.runId).flatMap((runId) => runs.get(runId) ?? []);
}

/** @throws Error when the arguments are no classes. */
function namedFocus(trueClass: unknown, predictedClass: unknown): Focus {
  const focus = readFocus(
    predictedClass === undefined
      ? { kind: 'class', classIndex: trueClass }
      : { kind: 'cell', trueClass, predictedClass },
  );
  if (focus === undefined)
    throw new Error(
      vscode.l10n.t(
        'Classes are given by their numbers from 0 on, not as {0}.',
        printable(JSON.stringify([trueClass, predictedClass])),
      ),
    );
  return focus;
}

interface FocusItem extends vscode.QuickPickItem {
  readonly focus?: Focus;
}

async function pickFocus({ service }: Host, runs: readonly StoredRun[]): Promise<Focus | undefined> {
  const read = await Promise.all(runs.map(({ folder }) => service.request('readRun', { folder })));
  const items = focusItems(read);
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There are no mistakes to show: there is no result yet, or every image is right.'),
    );
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Mistakes of {0} to look at', read.map(nameOf).join(', ')),
    matchOnDescription: true,
  });
  return chosen?.focus;
}

/** Mistakes of runs with the classes of the first: cells, then whole classes. */
function focusItems(read: readonly ReadRun[]): FocusItem[] {
  const classesOf = ({ state }: ReadRun) => state.started?.dataset.classNames ?? [];
  const [first] = read;
  const alike = read.filter(
    (run) => first !== undefined && JSON.stringify(classesOf(run)) === JSON.stringify(classesOf(first)),
  );
  const evaluated = alike.flatMap((run) =>
    run.state.evaluation === undefined ? [] : [{ run, ...run.state.evaluation }],
  );
  const { cells, classes } = errorChoices(evaluated);
  if (cells.length === 0 && classes.length === 0) return [];
  const names = first === undefined ? [] : classesOf(first).map(printable);
  const nameAt = (index: number) => names[index] ?? vscode.l10n.t('class {0}', index);
  const description = ({ counts, shares }: ErrorChoice) => {
    const [count = 0] = counts;
    if (counts.length > 1)
      return counts.map((of, at) => `${nameOf(evaluated[at]?.run)} ${formatCount(of)}`).join(' · ');
    const images = count === 1 ? vscode.l10n.t('1 image') : vscode.l10n.t('{0} images', formatCount(count));
    return `${images} · ${formatPercent(shares[0])}`;
  };
  const separator = (label: string): FocusItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    separator(vscode.l10n.t('True class → predicted class')),
    ...cells.map((cell) => {
      const { trueClass, predictedClass = -1 } = cell;
      return {
        label: `${nameAt(trueClass)} → ${nameAt(predictedClass)}`,
        description: description(cell),
        focus: { kind: 'cell', trueClass, predictedClass } as const,
      };
    }),
    separator(vscode.l10n.t('A class: what it is taken for, and what is taken for it')),
    ...classes.map((choice) => ({
      label: nameAt(choice.trueClass),
      description: description(choice),
      focus: { kind: 'class', classIndex: choice.trueClass } as const,
    })),
  ];
}

function nameOf(run: ReadRun | undefined): string {
  return printable(run?.label ?? run?.state.started?.modelName ?? run?.runId ?? '');
}
