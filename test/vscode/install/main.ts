// `node test/support/runScript.mjs test/vscode/install/main.ts`: installs VS Code's server build ahead of the tests.
import { installServerBuild } from './serverBuild.js';

installServerBuild((line) => process.stderr.write(`${line}\n`)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
