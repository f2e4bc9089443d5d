import * as vscode from 'vscode';
import { registerDifferenceLenses } from './host/attribution/differenceLenses.js';
import { registerCommands } from './host/commands/registerCommands.js';
import { WorkspaceCompareSet } from './host/compareSet.js';
import { WorkspaceDefinitions } from './host/definitions/workspaceDefinitions.js';
import type { Host } from './host/host.js';
import { registerLanguage } from './host/language/registerLanguage.js';
import { languageContextOf } from './host/languageContextOf.js';
import { LazyResultsPanel } from './host/panel/lazyResultsPanel.js';
import { QueueTree } from './host/queue/queueTree.js';
import { WindowQueues } from './host/queue/windowQueues.js';
import { ClusterLink } from './host/ray/clusterLink.js';
import { ServedRunStore } from './host/runs/servedRunStore.js';
import { ServiceThread } from './host/service/serviceThread.js';
import { LastOutcomes } from './host/tests/lastOutcomes.js';
import { registerTests } from './host/tests/registerTests.js';
import { registerTrainedDefinitions } from './host/trainedDefinitions.js';
import { WindowHalvings } from './host/training/halvings.js';
import { QueuedTraining } from './host/training/queuedTraining.js';
import { registerStatusBar } from './host/training/statusBar.js';
import { ModelsTree } from './host/views/modelsTree.js';
import { ResultsTree } from './host/views/resultsTree.js';

/** Makes the parts of the extension and puts them together. What takes time is begun after this, or when it is needed. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri, globalStorageUri, workspaceState } = context;
  const fileOf = (...path: string[]) => vscode.Uri.joinPath(extensionUri, ...path);
  const log = vscode.window.createOutputChannel('Model Bake-off', { log: true });
  const service = new ServiceThread({ script: fileOf('dist', 'service.cjs').fsPath, log });
  const definitions = new WorkspaceDefinitions({ service, log, shippedFolder: fileOf('data') });
  const runs = new ServedRunStore({ service, definitions, log, storage: globalStorageUri });
  const cluster = new ClusterLink({ service, secrets: context.secrets, log });
  const training = new QueuedTraining({ service, runs, log, memory: workspaceState });
  const halvings = new WindowHalvings({ service, runs, training, log }, workspaceState);
  const queues = new WindowQueues({ service, runs, training, log, memory: workspaceState });
  const queueView = new QueueTree({ queues, runs, log });
  const compareSet = new WorkspaceCompareSet(workspaceState, runs);
  const resultsView = new ResultsTree({ runs, definitions, compareSet, service, log });
  const expectations = new LastOutcomes();
  const panel: LazyResultsPanel = new LazyResultsPanel(() => host);
  const host: Host = {
    context,
    log,
    service,
    runs,
    definitions,
    training,
    halvings,
    queues,
    queueView,
    cluster,
    compareSet,
    resultsView,
    expectations,
    panel,
  };
  context.subscriptions.push(
    log,
    service,
    definitions,
    runs,
    training,
    queues,
    queueView,
    cluster,
    compareSet,
    resultsView,
    new ModelsTree({ runs, definitions, log }),
    panel,
    registerCommands(host),
    registerStatusBar(host),
    registerTrainedDefinitions(host),
    registerDifferenceLenses(host),
    registerTests(host),
    registerLanguage(languageContextOf(host)),
  );
  // After activation, so that it waits for nothing: what runs already is found, and what waited goes on.
  setImmediate(() => {
    runs.open();
    // What waited, or was ordered meanwhile, is trained where the settings say.
    void cluster.tell().then(() => {
      training.restore();
      void halvings.restore((run, others) => {
        // What is compared grows with its bracket, unless the person has turned to something else.
        if (others.some((runId) => compareSet.runIds.includes(runId))) void compareSet.toggle(run.runId, true);
      });
      queues.open();
    });
  });
}
