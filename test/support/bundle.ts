import path from 'node:path';
import { build } from 'esbuild';

/** Bundles a script of this folder as the product's scripts are bundled; gives the path of the bundle in `folder`. */
export async function bundleScript(name: string, folder: string): Promise<string> {
  const outfile = path.join(folder, `${path.parse(name).name}.cjs`);
  await build({
    entryPoints: [path.join(__dirname, name)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
    mainFields: ['module', 'main'],
    define: { BAKEOFF_VERSION: '"0.0.0-test"' },
    external: ['@tensorflow/tfjs-node'],
  });
  return outfile;
}
