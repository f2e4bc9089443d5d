/** The npm package that carries VS Code's server and workbench (VS Code 1.139.1). */
export const CODE_SERVER = 'code-server@4.139.1';

/** The Node that this server wants, as an npm package for one processor architecture. */
export const nodePackage = (arch: string): string => `node-linux-${arch}@24.9.0`;

/** Raise it when the steps of the installation change: what was installed before is then not taken any more. */
export const LAYOUT = 1;

/**
 * Dependencies of the server that no test of an extension reaches: agents, development containers, Windows, Kerberos.
 * They are large, or need libraries and a compiler to build.
 */
export const UNUSED_DEPENDENCIES: readonly string[] = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
];

/** Native modules without a prebuilt library: the logger of output channels, and what ends an orphaned extension host. */
export const COMPILED_DEPENDENCIES: readonly string[] = ['@vscode/spdlog', '@vscode/native-watchdog'];
