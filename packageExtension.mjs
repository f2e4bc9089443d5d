// `npm run package`: dist/model-bakeoff-<version>.vsix, or `npm run package -- FILE`. What goes into it is collected in a folder of its own, so that
// nothing else can slip in, and bundles that somebody is just running stay as they are.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { argv, execPath, exit, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundles, finish } from './esbuild.mjs';

const root = dirname(fileURLToPath(import.meta.url));
mkdirSync(join(root, 'dist'), { recursive: true });
const staging = mkdtempSync(join(root, 'dist', 'package-'));

/** Besides the bundles and package.json. */
const contents = [
  'data',
  'l10n',
  'media',
  'syntaxes',
  'language-configuration.json',
  ...readdirSync(root).filter((name) => /^package\.nls(\.[\w-]+)?\.json$/.test(name)),
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'THIRD_PARTY_NOTICES.txt',
];
/** What made some of that, and the runs that trainings leave in `data` when it is opened as a folder. */
const leftOut = [
  'data/backbones/make-backbone.mjs',
  'data/fashion-mnist/make-sample.mjs',
  'media/icon.svg',
  'data/.bakeoff',
];
/** Of package.json, what only serves the command line's npm package and development. */
const notOfTheExtension = ['private', 'bin', 'files', 'scripts', 'dependencies', 'devDependencies'];

for (const path of contents) {
  cpSync(join(root, path), join(staging, path), {
    recursive: true,
    filter: (source) => !leftOut.some((one) => source === join(root, one)),
  });
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
for (const key of notOfTheExtension) delete manifest[key];
writeFileSync(join(staging, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
writeFileSync(join(staging, 'README.md'), standingAlone(readFileSync(join(root, 'README.md'), 'utf8')));
writeFileSync(join(staging, '.vscodeignore'), '# All that is here goes in.\n');

// The command line stays out: it is installed by npm.
const { cli: _, ...bundled } = bundles({ production: true, outdir: join(staging, 'dist') });
await Promise.all(Object.values(bundled).map((options) => build({ ...options, sourcemap: false })));
finish(join(staging, 'dist'));

const vsix = resolve(argv[2] ?? join(root, 'dist', `${manifest.name}-${manifest.version}.vsix`));
const vsce = join(dirname(createRequire(import.meta.url).resolve('@vscode/vsce/package.json')), 'vsce');
const options = ['--no-dependencies', '--no-rewrite-relative-links', '--out', vsix];
const {
  status,
  stdout: said,
  stderr: complaints,
} = spawnSync(execPath, [vsce, 'package', ...options], {
  cwd: staging,
  encoding: 'utf8',
});
stdout.write(said);
stderr.write(complaints);
rmSync(staging, { recursive: true, force: true });
if (status !== 0) exit(1);
if (/\bWARNING\b|::warning::/.test(said + complaints)) {
  stderr.write('vsce warns: the package is there, but it is not as it should be.\n');
  exit(1);
}

/**
 * The README as the editor's page of an extension can show it, which has pictures and files from the web alone: without
 * pictures, and links to files of the project are words. The walkthrough shows the pictures.
 */
function standingAlone(markdown) {
  return markdown
    .replace(/<!-- pictures -->[\s\S]*?<!-- end of pictures -->\n+/g, '')
    .replace(/^!\[[^\]]*\]\((?!https:)[^)]*\)\n+/gm, '')
    .replace(/(?<!!)\[([^\]]*)\]\((?!https?:|#)[^)]*\)/g, '$1');
}
