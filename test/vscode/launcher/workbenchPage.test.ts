import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './commandLine.js';
import { developmentOptions, withDevelopmentOptions, workbenchAddress } from './workbenchPage.js';

const origin = 'http://127.0.0.1:8123';

describe("the workbench's page", () => {
  it('is told the extensions, and one window the tests', () => {
    const commandLine = parseCommandLine(['--extensionDevelopmentPath=/a b', '--extensionTestsPath=/tests.cjs']);
    const remote = { scheme: 'vscode-remote', authority: '127.0.0.1:8123' };
    const extensions = [{ ...remote, path: '/a b' }];
    expect(developmentOptions(commandLine, { origin, runsTests: false })).toEqual({ extensions });
    expect(developmentOptions(commandLine, { origin, runsTests: true })).toEqual({
      extensions,
      extensionTestsPath: { ...remote, path: '/tests.cjs' },
    });
  });

  it('keeps the rest of its configuration, whatever is in it', () => {
    const page = (settings: object) =>
      `<head><meta id="vscode-workbench-web-configuration" data-settings="${JSON.stringify(settings).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></head>`;
    const settings = { remoteAuthority: 'x', text: `"&'<$1>`, developmentOptions: { logLevel: 3 } };
    const changed = withDevelopmentOptions(page(settings), { extensions: [] });
    expect(changed).toBe(page({ ...settings, developmentOptions: { logLevel: 3, extensions: [] } }));
  });

  it('is refused where there is no configuration', () => {
    expect(() => withDevelopmentOptions('<head></head>', { extensions: [] })).toThrow(/no configuration/);
  });

  it('opens what it is asked to', () => {
    const query = (address: string) => Object.fromEntries(new URL(address).searchParams);
    expect(query(workbenchAddress(origin, { kind: 'folder', path: '/a b' }, false)).folder).toBe('/a b');
    expect(query(workbenchAddress(origin, { kind: 'workspace', path: '/w' }, false)).workspace).toBe('/w');
    const { ew, payload = '' } = query(workbenchAddress(origin, { kind: 'file', path: '/a b.txt' }, true));
    expect(ew).toBe('true');
    expect(JSON.parse(payload)).toContainEqual(['openFile', 'vscode-remote://127.0.0.1:8123/a%20b.txt']);
    expect(JSON.parse(payload)).toContainEqual(['disableExtensions', 'true']);
  });
});
