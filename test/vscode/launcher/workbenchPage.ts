import { pathToFileURL } from 'node:url';
import type { CommandLine, OpenTarget } from './commandLine.js';

/** Address of the workbench that shows `open`, on the server at `origin` (`http://127.0.0.1:PORT`). */
export function workbenchAddress(origin: string, open: OpenTarget, disableExtensions: boolean): string {
  const address = new URL('/', origin);
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  if (disableExtensions) payload.push(['disableExtensions', 'true']);
  if (open.kind === 'folder') address.searchParams.set('folder', open.path);
  else if (open.kind === 'workspace') address.searchParams.set('workspace', open.path);
  else address.searchParams.set('ew', 'true');
  if (open.kind === 'file')
    payload.push(['openFile', `vscode-remote://${address.host}${pathToFileURL(open.path).pathname}`]);
  address.searchParams.set('payload', JSON.stringify(payload));
  return address.href;
}

/** What the workbench is told of extensions under development. */
export interface DevelopmentOptions {
  readonly extensions: readonly RemotePath[];
  readonly extensionTestsPath?: RemotePath;
}

interface RemotePath {
  readonly scheme: 'vscode-remote';
  readonly authority: string;
  readonly path: string;
}

/** The development options for a window of the server at `origin`; only one window runs the tests. */
export function developmentOptions(
  { developmentPaths, testsPath }: CommandLine,
  { origin, runsTests }: { readonly origin: string; readonly runsTests: boolean },
): DevelopmentOptions {
  const remote = (path: string): RemotePath => ({
    scheme: 'vscode-remote',
    authority: new URL(origin).host,
    path,
  });
  return {
    extensions: developmentPaths.map(remote),
    ...(runsTests && testsPath !== undefined ? { extensionTestsPath: remote(testsPath) } : {}),
  };
}

const CONFIGURATION = /(<meta id="vscode-workbench-web-configuration" data-settings=")([^"]*)(")/;

/**
 * The workbench's page with development options: the server itself has no flag for them. They stand in an attribute of
 * the page, as JSON with its quotes escaped.
 * @throws Error when the page has no such attribute: another version of VS Code.
 */
export function withDevelopmentOptions(html: string, options: DevelopmentOptions): string {
  if (!CONFIGURATION.test(html)) throw new Error("The workbench's page has no configuration where it was expected.");
  return html.replace(CONFIGURATION, (_, before: string, escaped: string, after: string) => {
    const text = escaped.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    const configuration = JSON.parse(text) as { developmentOptions?: object };
    const changed = { ...configuration, developmentOptions: { ...configuration.developmentOptions, ...options } };
    return `${before}${JSON.stringify(changed).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}${after}`;
  });
}
