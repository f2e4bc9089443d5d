import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

// How long the extension's bundle takes to load and to activate, each time in a new process, with a `vscode` that does
// nothing: the part of an activation that is ours. Arguments: repetitions (default 15), bundle.
const [, , repetitions = '15', bundle = 'dist/extension.cjs'] = process.argv;

const child = `
  const Module = require('node:module');
  const anything = () => new Proxy(function () {}, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => '' : key === 'then' ? undefined : anything()),
    apply: anything,
    construct: anything,
    set: () => true,
  });
  class EventEmitter { event = () => ({ dispose() {} }); fire() {} dispose() {} }
  const names = ['workspace', 'window', 'commands', 'languages', 'env', 'l10n', 'Uri', 'Disposable', 'CodeActionKind',
    'StatusBarAlignment', 'ThemeIcon', 'ThemeColor', 'TreeItem', 'MarkdownString', 'Range', 'Position'];
  const vscode = { ...Object.fromEntries(names.map((name) => [name, anything()])), EventEmitter };
  vscode.workspace = new Proxy({ workspaceFolders: [], textDocuments: [], isTrusted: true }, {
    get: (own, key) => (key in own ? own[key] : anything()),
  });
  const load = Module._load;
  Module._load = function (request, ...rest) {
    return request === 'vscode' ? vscode : load.call(this, request, ...rest);
  };
  const start = performance.now();
  const { activate } = require(process.argv[1]);
  const loaded = performance.now();
  const memory = { get: () => undefined, update: async () => undefined };
  const extension = { packageJSON: {} };
  activate({ extension, extensionUri: {}, globalStorageUri: { fsPath: '/tmp' }, workspaceState: memory, globalState: memory, subscriptions: [] });
  const activated = performance.now();
  console.log(JSON.stringify({ loadMs: loaded - start, activateMs: activated - loaded }));
  process.exit();
`;

interface Times {
  readonly loadMs: number;
  readonly activateMs: number;
}

function main(): void {
  const times: Times[] = [];
  for (let turn = 0; turn < Number(repetitions); turn += 1) {
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', child, resolve(bundle)], { encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    times.push(JSON.parse(stdout) as Times);
  }
  for (const key of ['loadMs', 'activateMs'] as const) {
    const sorted = times.map((time) => time[key]).sort((a, b) => a - b);
    const [median = 0, best = 0, worst = 0] = [sorted[sorted.length >> 1], sorted[0], sorted.at(-1)];
    console.log(`${key}: median ${median.toFixed(1)}, best ${best.toFixed(1)}, worst ${worst.toFixed(1)}`);
  }
}

main();
