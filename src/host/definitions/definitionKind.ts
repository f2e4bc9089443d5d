/** Glob for every definition file. */
export const definitionGlob = '**/*.{model.jsonc,model.json,bakeoff.jsonc}';

/** What a file with that name or path defines; undefined for any other file. */
export function definitionKindOf(path: string): 'model' | 'comparison' | undefined {
  if (/\.model\.jsonc?$/i.test(path)) return 'model';
  return /\.bakeoff\.jsonc$/i.test(path) ? 'comparison' : undefined;
}

/** A definition's name where the definition itself says none: its file's, without the endings. */
export function nameOfFile(path: string): string {
  const file = path.split(/[/\\]/).at(-1) ?? path;
  const name = withoutEndings(file);
  return name === '' ? file : name;
}

/** The order of definitions in lists, for `sort`: folder by folder, and `cnn` before `cnn-small`, whatever their endings. */
export function compareDefinitionPaths(a: string, b: string): number {
  return compareText(withoutEndings(a), withoutEndings(b)) || compareText(a, b);
}

function withoutEndings(path: string): string {
  return path.replace(/\.(?:model\.jsonc?|bakeoff\.jsonc)$/i, '');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
