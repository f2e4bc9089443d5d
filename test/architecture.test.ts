import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ArchitectureRules, checkArchitecture } from './support/architecture.js';

const root = resolve(__dirname, '..');

/** Who may import whom: the map of the product. A new folder, package or registry gets a row here, on purpose. */
const rules: ArchitectureRules = {
  mayImport: {
    'src/core': [],
    'src/cacheFolder': ['node'],
    'src/processExists': ['node'],
    'src/regularFile': ['node'],
    'src/folderBoundary': ['node'],
    'src/version': [],
    'src/datasets': ['src/core', 'src/cacheFolder', 'src/processExists', 'src/regularFile', 'node'],
    'src/backbones': [
      'src/core',
      'src/datasets/dataFolder',
      'src/datasets/datasetProvider',
      'src/datasets/download',
      'src/datasets/folderLock',
      'src/cacheFolder',
      'src/folderBoundary',
      'src/regularFile',
      'node',
    ],
    'src/engines': ['src/core', 'src/cacheFolder', 'src/processExists', 'node'],
    'src/runs': ['src/core', 'src/cacheFolder', 'src/processExists', 'src/regularFile', 'node'],
    'src/queue': ['src/core', 'src/runs', 'src/regularFile', 'node'],
    'src/interop': ['src/core', 'src/engines/tensorflow', 'src/runs', 'src/regularFile', 'src/version', 'node'],
    'src/features': ['src/core', 'src/cacheFolder', 'src/processExists', 'src/regularFile', 'node'],
    'src/trainer': [
      'src/backbones',
      'src/core',
      'src/datasets',
      'src/engines',
      'src/features',
      'src/runs',
      'src/regularFile',
      'src/version',
      'node',
    ],
    'src/ray': ['src/core', 'src/datasets/dataFolder', 'src/runs', 'src/regularFile', 'src/version', 'node'],
    'src/rayWorker': [
      'src/core (types)',
      'src/ray/orderFile',
      'src/ray/streamLines',
      'src/runs',
      'src/regularFile',
      'src/version',
      'node',
    ],
    'src/runner': ['src/core', 'src/ray', 'src/runs', 'node'],
    'src/protocol': ['src/core (types)', 'src/core/run/readers'],
    'src/service': [
      'src/backbones',
      'src/core',
      'src/datasets',
      'src/engines/install',
      'src/features',
      'src/interop',
      'src/queue',
      'src/ray',
      'src/runner',
      'src/runs',
      'src/protocol',
      'src/cacheFolder',
      'src/regularFile',
      'src/version',
      'node',
    ],
    'src/cli': [
      'src/backbones',
      'src/core',
      'src/datasets',
      'src/engines/install',
      'src/features',
      'src/interop',
      'src/queue',
      'src/ray',
      'src/runner',
      'src/runs',
      'src/service/attribution',
      'src/service/expectations',
      'src/service/judgement',
      'src/service/report',
      'src/cacheFolder',
      'src/folderBoundary',
      'src/regularFile',
      'src/version',
      'node',
    ],
    'src/host': ['src/core', 'src/datasets/index', 'src/runs', 'src/protocol', 'src/folderBoundary', 'node'],
    'src/extension': ['src/core', 'src/datasets/index', 'src/runs', 'src/protocol', 'src/host', 'node'],
    webview: ['src/core', 'src/protocol'],
  },
  packages: {
    '@tensorflow/tfjs-node': ['src/engines'],
    '@tensorflow/tfjs-core': ['src/engines'],
    '@tensorflow/tfjs-backend-wasm': ['src/engines'],
    protobufjs: ['src/engines', 'src/interop'],
    'jsonc-parser': ['src/core/definition', 'src/core/language'],
    'env-paths': ['src/cacheFolder'],
    h5wasm: ['src/backbones/readH5'],
    undici: ['src/datasets', 'src/engines/tensorflow/install', 'src/interop/mlflow', 'src/ray'],
    yazl: ['src/ray/rayPackage'],
    yauzl: ['src/engines/tensorflow/install', 'src/datasets'],
    pngjs: ['src/datasets'],
    '@jsquash/jpeg': ['src/datasets/pictures'],
    commander: ['src/cli'],
    'cli-progress': ['src/cli'],
    'string-width': ['src/cli'],
    picocolors: ['src/cli'],
    vscode: ['src/host', 'src/extension'],
    'chart.js': ['webview/chart/lineChart'],
    '@vscode/webview-ui-toolkit': ['webview/components/controls'],
  },
  registries: [
    'src/core/backbones/index.ts',
    'src/core/layers/index.ts',
    'src/core/graph/ops/index.ts',
    'src/core/graph/optimizers/index.ts',
    'src/core/callbacks/index.ts',
    'src/core/schedules/index.ts',
    'src/core/metrics/index.ts',
    'src/datasets/index.ts',
    'src/engines/index.ts',
    'src/engines/tensorflow/lowering/index.ts',
    'src/engines/portable/kernels/index.ts',
    'src/interop/index.ts',
    'src/cli/commands/index.ts',
    'src/host/commands/index.ts',
    'webview/views/index.ts',
  ],
  bannedFileNames: ['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'shared'],
  maximumLines: 300,
  warningLines: 250,
};

function readSources(): Map<string, string> {
  const files = ['src', 'webview'].flatMap((folder) => {
    try {
      return readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    } catch (error) {
      if (folder === 'webview' && (error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  });
  return new Map(
    files
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')];
      }),
  );
}

/** Violations of made-up sources, as `file message`. */
function violationsOf(sources: Record<string, string>): string[] {
  return checkArchitecture(new Map(Object.entries(sources)), rules).map(({ file, message }) => `${file} ${message}`);
}

describe('architecture', () => {
  it('holds for every source file', () => {
    const violations = checkArchitecture(readSources(), rules);
    for (const { file, message, severity } of violations)
      if (severity === 'warning') console.warn(`${file} ${message}`);
    expect(violations.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('reads the sources that are there', () => {
    expect([...readSources().keys()]).toContain('src/core/graph/graph.ts');
  });
});

describe('the check of the architecture', () => {
  const graph = { 'src/core/graph/graph.ts': 'export const BATCH = -1;\n' };

  it('accepts what the table allows', () => {
    const sources = {
      ...graph,
      'src/engines/tensorflow/session.ts': `import { readFileSync } from 'node:fs';
        import * as protobuf from 'protobufjs';
        import { BATCH } from '../../core/graph/graph.js';
        // import { window } from 'vscode'; only a comment
        export const session = [readFileSync, protobuf, BATCH];`,
      'src/protocol/messages.ts': `import type { BATCH } from '../core/graph/graph.js'; export type M = typeof BATCH;`,
      'src/core/layers/index.ts': 'export const layers = {};',
    };
    expect(violationsOf(sources)).toEqual([]);
  });

  const session = { 'src/engines/tensorflow/session.ts': 'export const session = 1;' };
  const cases: [string, Record<string, string>, RegExp][] = [
    [
      'core that imports an engine',
      { ...session, 'src/core/train.ts': `import { session } from '../engines/tensorflow/session.js';` },
      /^src\/core\/train\.ts imports src\/engines\/tensorflow\/session\.ts: src\/core may not import src\/engines/,
    ],
    [
      'a re-export across a border',
      { ...session, 'src/core/train.ts': `export * from '../engines/tensorflow/session.js';` },
      /src\/core may not import src\/engines/,
    ],
    [
      'an import of types across a border, where types are not excepted',
      { ...session, 'src/core/train.ts': `import type { S } from '../engines/tensorflow/session.js';` },
      /src\/core may not import src\/engines/,
    ],
    [
      'a dynamic import across a border',
      { ...session, 'src/core/train.ts': `export const s = import('../engines/tensorflow/session.js');` },
      /src\/core may not import src\/engines/,
    ],
    ['a Node module in core', { 'src/core/a.ts': `import { join } from 'node:path';` }, /src\/core uses no Node/],
    ['a Node module in core without node:', { 'src/core/a.ts': `import 'fs';` }, /does not know/],
    ['a Node module in the page', { 'webview/a.ts': `import 'node:fs';` }, /webview uses no Node/],
    [
      'the command line that imports an engine',
      { ...session, 'src/cli/a.ts': `import { session } from '../engines/tensorflow/session.js';` },
      /src\/cli may not import src\/engines \(only .*src\/engines\/install/,
    ],
    [
      'a protocol that imports values',
      { ...graph, 'src/protocol/a.ts': `import { BATCH, type Value } from '../core/graph/graph.js';` },
      /src\/protocol may not import src\/core/,
    ],
    [
      'a host that goes around the registry of datasets',
      { 'src/datasets/idx.ts': 'export const idx = 1;', 'src/host/a.ts': `import { idx } from '../datasets/idx.js';` },
      /src\/host may not import src\/datasets/,
    ],
    [
      'something that imports the composition root',
      { 'src/extension.ts': 'export const a = 1;', 'src/host/a.ts': `import { a } from '../extension.js';` },
      /src\/host may not import src\/extension/,
    ],
    ['vscode outside the host', { 'src/runs/a.ts': `import * as vscode from 'vscode';` }, /only src\/host, src\/ext/],
    [
      'TensorFlow.js outside the engines',
      { 'src/trainer/a.ts': `const tf = require('@tensorflow/tfjs-node/dist/index.js');` },
      /imports @tensorflow\/tfjs-node\/dist\/index\.js, which only src\/engines may/,
    ],
    ['Chart.js in a second file', { 'webview/views/a.ts': `import { Chart } from 'chart.js';` }, /only webview\/chart/],
    [
      'an unknown package',
      { 'src/cli/a.ts': `import 'left-pad';` },
      /left-pad, a package that the table does not know/,
    ],
    ['a file outside the known folders', { 'src/tools/a.ts': '' }, /^src\/tools\/a\.ts is in no known part/],
    ['a stray file at the root', { 'src/paths.ts': '' }, /^src\/paths\.ts is in no known part/],
    ['a folder that only starts like a known one', { 'src/coreTools/a.ts': '' }, /is in no known part/],
    ['a barrel', { 'src/runs/index.ts': `export const a = 1;` }, /not one of the registries/],
    ['a name that is not camelCase', { 'src/runs/run-folder.ts': '' }, /camelCase/],
    ['a file named for nothing', { 'src/runs/helpers.ts': '' }, /says nothing by its name/],
    ['a folder named for nothing', { 'src/runs/util/a.ts': '' }, /says nothing by its name/],
    ['a file that is too long', { 'src/runs/a.ts': 'x;\n'.repeat(301) }, /has 301 lines, more than 300/],
    ['a file that will be too long', { 'src/runs/a.ts': 'x;\n'.repeat(251) }, /has 251 lines, soon too many/],
    ['a default export', { 'src/runs/a.ts': 'export default function a() {}' }, /default export/],
    ['a default export by name', { 'src/runs/a.ts': 'const a = 1; export { a as default };' }, /default export/],
    [
      'an import without its ending',
      { ...graph, 'src/core/a.ts': `import './graph/graph';` },
      /which is no source file/,
    ],
    ['an import of nothing', { 'src/core/a.ts': `import './b.js';` }, /which is no source file/],
    [
      'a cycle',
      { 'src/core/a.ts': `import './b.js';`, 'src/core/b.ts': `import { type T, a } from './a.js';` },
      /import cycle: src\/core\/a\.ts → src\/core\/b\.ts → src\/core\/a\.ts/,
    ],
    [
      'an import below a string that looks like a comment',
      { 'src/core/a.ts': `const url = 'https://example.org'; import 'node:fs';` },
      /uses no Node/,
    ],
  ];
  it.each(cases)('finds %s', (_, sources, expected) => {
    const found = violationsOf(sources);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  it('lets a cycle of types pass', () => {
    const sources = {
      'src/core/a.ts': `import type { B } from './b.js'; export type A = B;`,
      'src/core/b.ts': `import { type A } from './a.js'; export type B = A;`,
    };
    expect(violationsOf(sources)).toEqual([]);
  });
});
