import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';

/** What esbuild tells of every bundle, by name, built as for production and thrown away. */
export async function bundleMetafiles(root: string): Promise<Record<string, Metafile>> {
  const { bundles }: { bundles: (options: { production: boolean }) => Record<string, BuildOptions> } = await import(
    pathToFileURL(join(root, 'esbuild.mjs')).href
  );
  const built = Object.entries(bundles({ production: true })).map(async ([name, options]) => {
    const { metafile } = await build({ ...options, metafile: true, write: false, sourcemap: false });
    return [name, metafile] as const;
  });
  return Object.fromEntries(await Promise.all(built));
}

/** Packages that left something in a bundle, and how many bytes. */
export function packagesIn({ outputs }: Metafile): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs))
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
      if (name !== undefined && bytesInOutput > 0) bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
    }
  return bytes;
}

/** Bytes of the bundle's code that is evaluated as soon as `entry` is, by source file: what only `import()` reaches is not. */
export function evaluatedAtOnce({ inputs, outputs }: Metafile, entry: string): ReadonlyMap<string, number> {
  const bytes = new Map(
    Object.values(outputs).flatMap((output) =>
      Object.entries(output.inputs).map(([path, { bytesInOutput }]) => [path, bytesInOutput] as const),
    ),
  );
  const found = new Map<string, number>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.set(path, bytes.get(path) ?? 0);
    const imports = inputs[path]?.imports ?? [];
    waiting.push(
      ...imports.filter(({ kind, external }) => kind !== 'dynamic-import' && !external).map((next) => next.path),
    );
  }
  return found;
}
