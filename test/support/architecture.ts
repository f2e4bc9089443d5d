/** Text of every source file, by its path from the root of the repository, with `/`. */
export type Sources = ReadonlyMap<string, string>;

/** What the architecture allows; the table itself is in architecture.test.ts. */
export interface ArchitectureRules {
  /**
   * For each part of the product, what it may import besides itself. The longest name that a path starts with decides
   * which part a file belongs to; a file in no part is a violation. `folder` allows all of a part, `folder/file` one
   * file or folder in it, `folder (types)` only `import type`; `node` stands for Node's built-in modules.
   */
  readonly mayImport: Readonly<Record<string, readonly string[]>>;
  /** For each npm package, where it may be imported: parts, folders or single files. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  /** The files that may be called `index.ts`. */
  readonly registries: readonly string[];
  readonly bannedFileNames: readonly string[];
  readonly maximumLines: number;
  readonly warningLines: number;
}

export interface Violation {
  readonly file: string;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

interface Import {
  readonly specifier: string;
  readonly typesOnly: boolean;
}

/** Everything in the sources that the rules forbid, in the order of the files. */
export function checkArchitecture(sources: Sources, rules: ArchitectureRules): Violation[] {
  const files = [...sources].sort(([a], [b]) => (a < b ? -1 : 1));
  const violations = files.flatMap(([file, text]) => [
    ...checkFile(file, text, rules),
    ...importsOf(text).flatMap((found) => checkImport(file, found, sources, rules)),
  ]);
  return [...violations, ...checkCycles(files.map(([file, text]) => [file, importsOf(text)] as const))];
}

function error(file: string, message: string): Violation {
  return { file, message, severity: 'error' };
}

/** Name of the part a path is in: the longest that fits. */
function partOf(path: string, rules: ArchitectureRules): string | undefined {
  return Object.keys(rules.mayImport)
    .filter((part) => isWithin(path, part))
    .sort((a, b) => b.length - a.length)[0];
}

function isWithin(path: string, place: string): boolean {
  return path === place || path === `${place}.ts` || path.startsWith(`${place}/`);
}

function checkFile(file: string, text: string, rules: ArchitectureRules): Violation[] {
  const violations: Violation[] = [];
  const name = file.slice(file.lastIndexOf('/') + 1);
  const stem = name.replace(/(\.d)?\.ts$/, '');
  const lines = text.replace(/\n$/, '').split('\n').length;
  if (partOf(file, rules) === undefined)
    violations.push(error(file, 'is in no known part of the product: add a row to the table, with what it may import'));
  if (stem === 'index' && !rules.registries.includes(file))
    violations.push(error(file, 'is an index.ts, but not one of the registries'));
  if (!/^[a-z][a-zA-Z0-9]*$/.test(stem)) violations.push(error(file, 'is not named in camelCase'));
  if (rules.bannedFileNames.some((banned) => file.split('/').includes(banned) || stem === banned))
    violations.push(error(file, `says nothing by its name (${rules.bannedFileNames.join(', ')}): name the concept`));
  if (lines > rules.maximumLines)
    violations.push(error(file, `has ${lines} lines, more than ${rules.maximumLines}: one concept a file`));
  else if (lines > rules.warningLines)
    violations.push({ file, message: `has ${lines} lines, soon too many`, severity: 'warning' });
  if (/\bexport\s+default\b|\bexport\s*\{[^}]*\bas\s+default\b/.test(codeOf(text)))
    violations.push(error(file, 'has a default export: name it'));
  return violations;
}

function checkImport(file: string, found: Import, sources: Sources, rules: ArchitectureRules): Violation[] {
  const { specifier } = found;
  if (specifier.startsWith('.')) return checkRelative(file, found, sources, rules);
  const part = partOf(file, rules);
  if (part === undefined) return [];
  if (specifier.startsWith('node:'))
    return rules.mayImport[part]?.includes('node') ? [] : [error(file, `imports ${specifier}: ${part} uses no Node`)];
  const packageName = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const places = rules.packages[packageName];
  if (places === undefined)
    return [error(file, `imports ${specifier}, a package that the table does not know: add a row with who may use it`)];
  if (places.some((place) => isWithin(file, place))) return [];
  return [error(file, `imports ${specifier}, which only ${places.join(', ')} may`)];
}

function checkRelative(file: string, found: Import, sources: Sources, rules: ArchitectureRules): Violation[] {
  const { specifier, typesOnly } = found;
  if (specifier.endsWith('.json')) return [];
  const target = resolved(file, specifier);
  if (target === undefined || !sources.has(target))
    return [error(file, `imports ${specifier}, which is no source file (with its ending .js)`)];
  const from = partOf(file, rules);
  const to = partOf(target, rules);
  if (from === undefined || to === undefined || from === to) return [];
  const allowed = (rules.mayImport[from] ?? []).some((entry) => {
    const place = entry.replace(' (types)', '');
    return isWithin(target, place) && (place === entry || typesOnly);
  });
  return allowed ? [] : [error(file, `imports ${target}: ${from} may not import ${to} (${describe(from, rules)})`)];
}

function describe(part: string, rules: ArchitectureRules): string {
  const allowed = rules.mayImport[part] ?? [];
  return allowed.length === 0 ? 'it imports nothing outside itself' : `only ${allowed.join(', ')}`;
}

/** Path that a relative specifier means; undefined when it does not end in `.js` or leaves the repository. */
function resolved(file: string, specifier: string): string | undefined {
  if (!specifier.endsWith('.js')) return undefined;
  const path = file.split('/').slice(0, -1);
  for (const step of specifier.split('/')) {
    if (step === '..') {
      if (path.pop() === undefined) return undefined;
    } else if (step !== '.') path.push(step);
  }
  return path.join('/').replace(/\.js$/, '.ts');
}

/** Import cycles, those of types aside: which module is ready first would depend on who is imported first. */
function checkCycles(files: readonly (readonly [string, readonly Import[]])[]): Violation[] {
  const edges = new Map(
    files.map(([file, imports]) => [
      file,
      imports.flatMap((found) => (found.typesOnly ? [] : (resolved(file, found.specifier) ?? []))),
    ]),
  );
  const violations: Violation[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      violations.push(error(file, `is in an import cycle: ${[...path.slice(start), file].join(' → ')}`));
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const [file] of files) visit(file, []);
  return violations;
}

/** What a module imports, re-exports or loads. `import { type A }` alone counts as types only, as it is erased. */
function importsOf(text: string): Import[] {
  const code = codeOf(text);
  const imports: Import[] = [];
  for (const match of code.matchAll(/\b(?:import|export)\s+([^'"`;=()]*?)\s*from\s*(['"])([^'"]+)\2/g)) {
    const clause = match[1] ?? '';
    const named = /^\{([^}]*)\}$/
      .exec(clause)?.[1]
      ?.split(',')
      .filter((name) => name.trim() !== '');
    const typesOnly = /^type\b/.test(clause) || (named?.every((name) => /^\s*type\s/.test(name)) ?? false);
    imports.push({ specifier: match[3] ?? '', typesOnly });
  }
  for (const match of code.matchAll(/\bimport\s*(['"])([^'"]+)\1|\b(?:import|require)\s*\(\s*(['"`])([^'"`]+)\3/g))
    imports.push({ specifier: match[2] ?? match[4] ?? '', typesOnly: false });
  return imports;
}

/** The text without its comments; strings are kept as they are. */
function codeOf(text: string): string {
  const token = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return text.replace(token, (found) => (found.startsWith('/') ? ' ' : found));
}
