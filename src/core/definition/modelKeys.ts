/**
 * The words by which a comparison speaks of its models, in their order: the file's name without its ending, `cnn` for
 * `models/cnn.model.jsonc`; the path as written where two would be called alike.
 */
export function modelKeysOf(paths: readonly string[]): string[] {
  const names = paths.map(fileNameOf);
  return paths.map((path, index) => {
    const name = names[index] ?? path;
    return names.filter((other) => other === name).length === 1 ? name : path;
  });
}

/** The model that a word names, by index: its key, or its path as written; undefined where there is none. */
export function modelOfKey(paths: readonly string[], key: string): number | undefined {
  const byKey = modelKeysOf(paths).indexOf(key);
  const index = byKey < 0 ? paths.indexOf(key) : byKey;
  return index < 0 ? undefined : index;
}

function fileNameOf(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  return name.replace(/\.model\.jsonc?$/i, '') || path;
}
