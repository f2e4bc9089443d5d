import * as vscode from 'vscode';
import type { Command, ResultsView } from '../host.js';
import { commandIds, viewIds } from '../ids.js';
import { filterProblemText } from '../views/filterMessage.js';
import { parseRunFilter } from '../views/runFilter.js';

/**
 * Narrows the results tree while a filter is typed; Escape leaves it as it was. A filter that is given is set at once, for
 * links and key bindings.
 */
export const filterResultsCommand: Command = {
  id: commandIds.filterResults,
  async run({ resultsView }, filter) {
    await vscode.commands.executeCommand(`${viewIds.results}.focus`);
    if (typeof filter === 'string') resultsView.setFilter(filter);
    else await ask(resultsView);
  },
};

function ask(view: ResultsView): Promise<void> {
  const before = view.filter;
  const input = vscode.window.createInputBox();
  input.title = vscode.l10n.t('Filter results');
  input.placeholder = vscode.l10n.t('For instance: cnn status:completed accuracy>0.9 -is:sample');
  input.prompt = vscode.l10n.t(
    'Words of name, label, dataset, status or engine; status: dataset: label: is:stale; accuracy, f1, parameters, epochs, seed, time, age with > < =; -word leaves out',
  );
  input.value = before;
  // So that a look at the hits does not end it, and only Escape takes it back.
  input.ignoreFocusOut = true;
  return new Promise((resolve) => {
    let isKept = false;
    const told = () => {
      const [problem] = parseRunFilter(input.value).problems;
      input.validationMessage =
        problem === undefined
          ? ''
          : { message: filterProblemText(problem, vscode.l10n), severity: vscode.InputBoxValidationSeverity.Warning };
    };
    input.onDidChangeValue((value) => {
      view.setFilter(value);
      told();
    });
    input.onDidAccept(() => {
      isKept = true;
      input.hide();
    });
    input.onDidHide(() => {
      if (!isKept) view.setFilter(before);
      input.dispose();
      resolve();
    });
    told();
    input.show();
  });
}
