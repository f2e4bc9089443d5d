import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { pageHtml } from '../../../src/host/panel/pageHtml.js';

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

/** Of the made-up pages. */
export const pageNonce = 'a-nonce';

/** Writes scripts and style of the page, and of reports, to `folder`, as they are packaged; gives the page's script's size in bytes. */
export async function buildPage(folder: string): Promise<number> {
  const { webview, webviewStyle, report } = await bundleOptions(folder);
  if (webview === undefined || webviewStyle === undefined || report === undefined)
    throw new Error('The bundles of the page have other names.');
  await Promise.all([build(webview), build(webviewStyle), build(report)]);
  return readFileSync(join(folder, 'webview.js')).byteLength;
}

/** The product's bundles as they are packaged, written to `folder`. Scripts and tests begin at the root of the repository. */
export async function bundleOptions(folder: string): Promise<Record<string, BuildOptions>> {
  const script: string = join(process.cwd(), 'esbuild.mjs');
  const { bundles } = (await import(script)) as {
    bundles(options: { production: boolean; outdir: string }): Record<string, BuildOptions>;
  };
  return bundles({ production: true, outdir: folder });
}

/** The page under the policy that it has in VS Code. */
export function servedPageHtml(): string {
  return pageHtml({
    script: '/webview.js',
    style: '/webview.css',
    source: "'self'",
    nonce: pageNonce,
    language: 'en',
  });
}

/**
 * Serves a folder's scripts, styles and fonts, and pages by their names (`''`: the root), to this machine alone.
 * `beforeEach`: work that is to be done before a page is served.
 */
export async function servePages(
  folder: string,
  pages: Readonly<Record<string, string>>,
  { port = 0, beforeEach = async () => {} }: { port?: number; beforeEach?(): Promise<void> } = {},
): Promise<Server> {
  const server = createServer(({ url }, response) => {
    const name = new URL(url ?? '/', 'http://page').pathname.slice(1);
    const html = Object.hasOwn(pages, name) ? pages[name] : undefined;
    if (html !== undefined)
      beforeEach().then(
        () => response.setHeader('content-type', 'text/html').end(html),
        (error: unknown) => response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error)),
      );
    else if (/^[\w.]+$/.test(name) && extname(name) in types)
      response.setHeader('content-type', types[extname(name)] ?? '').end(readFileSync(join(folder, name)));
    else response.writeHead(204).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}
