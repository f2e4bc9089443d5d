import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../../support/temporaryFolder.js';
import { parseCommandLine } from './commandLine.js';

describe('the command line of the stand-in for VS Code', () => {
  const folder = useTemporaryFolder();

  it('reads what test-electron gives', () => {
    const workspace = join(folder.path, 'a folder');
    mkdirSync(workspace);
    const commandLine = parseCommandLine([
      workspace,
      '--user-data-dir=/user',
      '--extensions-dir',
      '/extensions',
      '--no-sandbox',
      '--disable-workspace-trust',
      '--extensionTestsPath=/tests/index.cjs',
      '--extensionDevelopmentPath=/one',
      '--extensionDevelopmentPath=/two',
    ]);
    expect(commandLine).toEqual({
      developmentPaths: ['/one', '/two'],
      testsPath: '/tests/index.cjs',
      userDataDir: '/user',
      extensionsDir: '/extensions',
      disableWorkspaceTrust: true,
      disableExtensions: false,
      open: { kind: 'folder', path: workspace },
    });
  });

  it('opens a file, a workspace of folders, or nothing', () => {
    const file = join(folder.path, 'a.txt');
    const workspace = join(folder.path, 'two.code-workspace');
    for (const path of [file, workspace]) writeFileSync(path, '{}');
    expect(parseCommandLine([pathToFileURL(file).href]).open).toEqual({ kind: 'file', path: file });
    expect(parseCommandLine(['--file-uri', pathToFileURL(workspace).href]).open).toEqual({
      kind: 'workspace',
      path: workspace,
    });
    expect(parseCommandLine(['--disable-extensions']).open).toEqual({ kind: 'nothing' });
    expect(() => parseCommandLine([join(folder.path, 'missing')])).toThrow(/ENOENT.*missing/);
  });

  it('hands on what manages extensions, and only that', () => {
    const { manage } = parseCommandLine([
      '--extensions-dir=/e',
      '--install-extension',
      'a b.vsix',
      '--force',
      '--verbose',
    ]);
    expect(manage).toEqual(['--extensions-dir=/e', '--install-extension=a b.vsix', '--force']);
    expect(parseCommandLine(['--extensions-dir=/e']).manage).toBeUndefined();
  });
});
