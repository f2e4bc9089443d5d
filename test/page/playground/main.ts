import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, context } from 'esbuild';
import { bundleOptions, pageNonce, servedPageHtml, servePages } from '../support/pageFiles.js';

// `npm run play [-- PORT]`: the page of the results panel in an ordinary browser, with recorded runs in every state.
// Each reload of the page builds it anew.

const shell = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Model Bake-off: playground</title>
<link rel="stylesheet" href="/playground.css">
</head>
<body>
<form id="choices"></form>
<iframe id="frame" title="Page"></iframe>
<script src="/playground.js"></script>
</body>
</html>
`;

/** The page, which gets its host from the playground around it. */
const framed = servedPageHtml().replace('<script', `<script nonce="${pageNonce}" src="/framed.js"></script>\n<script`);

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bakeoff-play-'));
  const { webview, webviewStyle } = await bundleOptions(folder);
  const own: BuildOptions = {
    ...webview,
    entryPoints: {
      playground: join(process.cwd(), 'test/page/playground/playground.ts'),
      framed: join(process.cwd(), 'test/page/playground/framed.ts'),
    },
    mainFields: ['module', 'main'],
  };
  const ownStyle: BuildOptions = {
    ...webviewStyle,
    entryPoints: { playground: join(process.cwd(), 'test/page/playground/playground.css') },
  };
  const built = await Promise.all(
    [webview, webviewStyle, own, ownStyle].map((options) =>
      context({ ...options, minify: false, sourcemap: 'inline', metafile: false }),
    ),
  );
  const rebuild = async () => {
    await Promise.all(built.map((one) => one.rebuild()));
  };
  const server = await servePages(
    folder,
    { '': shell, page: framed },
    { port: Number(process.argv[2] ?? 8137), beforeEach: rebuild },
  );
  process.stdout.write(`The page with recorded runs: http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`);
  const end = () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? error.message : String(error)}\nAnother port: npm run play -- PORT\n`,
  );
  process.exit(1);
});
