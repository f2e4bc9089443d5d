import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { findWasmFile } from '../../../src/engines/portable/wasmFile.js';
import { useTemporaryFolder } from '../../support/temporaryFolder.js';

const folder = useTemporaryFolder();

/** Loads the engine as the product does, with every way to the network made to fail. */
const script = `
import net from 'node:net';
import dns from 'node:dns';
import { createEngine } from ${JSON.stringify(join(__dirname, '../../../src/engines/index.js'))};
import { matMul } from ${JSON.stringify(join(__dirname, '../../../src/core/graph/ops/linear.js'))};
import { placeholder } from ${JSON.stringify(join(__dirname, '../../../src/core/graph/ops/source.js'))};
const refuse = () => { throw new Error('the network was used'); };
net.Socket.prototype.connect = refuse;
dns.lookup = refuse;
globalThis.fetch = refuse;
const a = placeholder({ name: 'a', dtype: 'float32', shape: [2, 2] });
const y = matMul(a, a, { transposeA: false, transposeB: true });
async function main() {
const session = await createEngine('portable').createSession({
  variables: [],
  signatures: [{ name: 'run', outputs: { y }, updates: [] }],
});
const feed = { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };
console.log([...(await session.run('run', { a: feed })).y.data].join());
}
void main();
`;

it('works from one bundled file and the compiled kernels beside it, without network and packages', async () => {
  const bundle = join(folder.path, 'engine.cjs');
  await build({
    stdin: { contents: script, resolveDir: __dirname, loader: 'ts' },
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['@tensorflow/tfjs-node'],
    logLevel: 'error',
  });
  copyFileSync(findWasmFile(), join(folder.path, 'tfjs-backend-wasm-simd.wasm'));
  const answer = execFileSync(process.execPath, [bundle], { cwd: folder.path, encoding: 'utf8' });
  expect(answer.trim()).toBe('5,11,11,25');
});
