import * as vscode from 'vscode';
import { registerLanguage } from '../../../../src/host/language/registerLanguage.js';

before(() => {
  const never = new vscode.EventEmitter<void>();
  const started = performance.now();
  registerLanguage({
    log: { error: (...all) => console.error('LOG', ...all) },
    lastResultOf: () => undefined,
    onDidChangeResults: never.event,
    onDidChangeDefinitions: never.event,
    planTarget: async () => undefined,
    listDatasets: async () => [{ id: 'fashion-mnist', detail: 'Fashion-MNIST' }],
    listDefinitions: async () =>
      (await vscode.workspace.findFiles('**/*.model.jsonc')).map((uri) => ({ uri, kind: 'model' as const })),
  });
  console.log('registered in', performance.now() - started, 'ms');
});
