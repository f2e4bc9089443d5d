import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  commandIds,
  contextKeys,
  languageIds,
  panelViewType,
  settingIds,
  viewContainerId,
  viewIds,
} from '../src/host/ids.js';
import { codicons } from './support/codicons.js';
import { contextKeysIn, type MenuItem, type Setting, stringsIn } from './support/manifest.js';

const root = resolve(__dirname, '..');
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const manifest = read('package.json');
const { contributes } = manifest;
const commands: { command: string; title: string; category: string; icon: string; enablement?: string }[] =
  contributes.commands;
const menus: Record<string, MenuItem[]> = contributes.menus;
const settings: Record<string, Setting> = Object.assign(
  {},
  ...contributes.configuration.map((section: { properties: object }) => section.properties),
);
const palette = new Map(menus.commandPalette?.map(({ command, when }) => [command, when]));
const own = (id: string) => id.startsWith('modelBakeoff.');

/** Commands that need no `enablement`: they only read, or ask and then write what was asked for. */
const alwaysEnabled = new Set<string>([
  commandIds.openResults,
  commandIds.openRun,
  commandIds.showErrors,
  commandIds.showLayerSamples,
  commandIds.showDatasetSamples,
  commandIds.checkDataset,
  commandIds.createSampleWorkspace,
  commandIds.newDefinition,
  commandIds.clearRayToken,
  commandIds.importKeras,
  commandIds.pinBaseline,
  commandIds.unpinBaseline,
  commandIds.revealDefinition,
  commandIds.revealLayer,
  commandIds.renameRun,
  commandIds.deleteRun,
  commandIds.clearFeatureCache,
  commandIds.showLog,
  commandIds.showRunLog,
  commandIds.showWhatChanged,
  commandIds.compareDefinitions,
  commandIds.showAttribution,
  commandIds.refreshResults,
  commandIds.copyRunId,
]);
/** What is blocked in Restricted Mode. */
const needTrust = [
  commandIds.checkLabels,
  commandIds.attributeDifference,
  commandIds.trainFashionMnist,
  commandIds.trainDefinition,
  commandIds.trainAll,
  commandIds.resumeRun,
  commandIds.verifyRun,
  commandIds.installEngine,
  commandIds.fetchDataset,
  commandIds.fetchBackbone,
];
/** What cannot ask for what it is about. */
const needArgument = [commandIds.revealLayer];

describe('the manifest and the ids of the code', () => {
  it('name the same commands, views, settings and languages', () => {
    expect(commands.map(({ command }) => command).sort()).toEqual(Object.values(commandIds).sort());
    expect(Object.keys(contributes.views)).toEqual([viewContainerId]);
    expect(contributes.viewsContainers.activitybar.map(({ id }: { id: string }) => id)).toEqual([viewContainerId]);
    const views = contributes.views[viewContainerId].map(({ id }: { id: string }) => id);
    expect(views.sort()).toEqual(Object.values(viewIds).sort());
    expect(Object.keys(settings).sort()).toEqual(Object.values(settingIds).sort());
    const languages = contributes.languages.map(({ id }: { id: string }) => id);
    expect(languages.sort()).toEqual(Object.values(languageIds).sort());
    expect(manifest.activationEvents).toContain(`onWebviewPanel:${panelViewType}`);
  });

  it('begin where there is a comparison, whose expectations are to be in the Test Explorer', () => {
    const { extensions } = contributes.languages.find(({ id }: { id: string }) => id === languageIds.comparison);
    for (const extension of extensions)
      expect(manifest.activationEvents).toContain(`workspaceContains:**/*${extension}`);
  });

  it('ask only for context keys that somebody sets', () => {
    const asked = stringsIn(contributes, ['when', 'enablement']).flatMap((when) => contextKeysIn(when));
    const known = new Set<string>([...Object.values(contextKeys), ...Object.values(viewIds)]);
    expect(asked.filter((key) => own(key) && !known.has(key))).toEqual([]);
    for (const key of Object.values(contextKeys)) expect(asked).toContain(key);
  });

  it('have code for every command, one file each, all registered', () => {
    const folder = join(root, 'src', 'host', 'commands');
    const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const implemented = files.flatMap((text) => /\bid: commandIds\.(\w+)/.exec(text)?.[1] ?? []);
    expect(implemented.sort()).toEqual(Object.keys(commandIds).sort());
    const registry = readFileSync(join(folder, 'index.ts'), 'utf8');
    const registered = [...registry.matchAll(/^ {2}(\w+)Command,$/gm)].map((match) => match[1] ?? '');
    expect(registered.sort()).toEqual(Object.keys(commandIds).sort());
  });
});

describe('commands', () => {
  it.each(commands)('$command has title, category and icon', ({ command, title, category, icon }) => {
    expect(title).toBe(`%command.${command.slice('modelBakeoff.'.length)}.title%`);
    expect(category).toBe('%category%');
    expect(codicons(root)).toContain(/^\$\((.+)\)$/.exec(icon)?.[1]);
  });

  it('are enabled where they can do something', () => {
    const without = commands.filter(({ enablement }) => enablement === undefined).map(({ command }) => command);
    expect(without.sort()).toEqual([...alwaysEnabled].sort());
  });

  it('that train, download or install need a trusted workspace, and are hidden in Restricted Mode', () => {
    for (const id of needTrust) {
      expect(commands.find(({ command }) => command === id)?.enablement, id).toBe('isWorkspaceTrusted');
      expect(palette.get(id), id).toMatch(/\bisWorkspaceTrusted\b/);
      for (const [menu, items] of Object.entries(menus))
        for (const { command, when } of items)
          if (command === id) expect(when, `${id} in ${menu}`).toMatch(/(?<!!)\bisWorkspaceTrusted\b/);
    }
  });

  it('that need an argument are not in the palette', () => {
    for (const id of needArgument) expect(palette.get(id)).toBe('false');
  });

  it('about runs are in the palette only where there are runs', () => {
    const aboutRuns = [
      ...[
        'openRun',
        'showErrors',
        'pinBaseline',
        'unpinBaseline',
        'renameRun',
        'deleteRun',
        'verifyRun',
        'exportModel',
        'exportResults',
      ],
      ...['compareSelected', 'compareWith', 'showRunLog', 'showWhatChanged', 'copyRunId', 'resumeRun', 'filterResults'],
    ];
    for (const name of aboutRuns) expect(palette.get(`modelBakeoff.${name}`), name).toContain(contextKeys.hasRuns);
  });
});

describe('menus', () => {
  const submenus: string[] = contributes.submenus.map(({ id }: { id: string }) => id);
  const ids = new Set<string>(Object.values(commandIds));

  it.each(Object.entries(menus))('%s refers to what there is', (menu, items) => {
    if (own(menu)) expect(submenus).toContain(menu);
    for (const item of items) {
      if (item.submenu !== undefined) expect(submenus).toContain(item.submenu);
      else expect(ids).toContain(item.command);
      expect(own(menu) ? menu : item.when, JSON.stringify(item)).toBeDefined();
      if (menu !== 'commandPalette') expect(item.group, JSON.stringify(item)).toMatch(/@\d+$/);
    }
  });

  it('of views stand in a view', () => {
    for (const menu of ['view/title', 'view/item/context'])
      for (const { when } of menus[menu] ?? []) expect(when).toMatch(/^view == modelBakeoff\.(models|queue|results)\b/);
  });

  it('link only to commands that exist', () => {
    const texts = Object.values<string>(read('package.nls.json'));
    const links = texts.flatMap((text) => [...text.matchAll(/\(command:([\w.]+)/g)].map((match) => match[1] ?? ''));
    expect(links.length).toBeGreaterThan(10);
    const foreign = ['vscode.openFolder', 'workbench.trust.manage'];
    expect(links.filter((id) => !ids.has(id) && !foreign.includes(id))).toEqual([]);
    const completions: string[] = contributes.walkthroughs
      .flatMap(({ steps }: { steps: { completionEvents: string[] }[] }) => steps)
      .flatMap((step: { completionEvents: string[] }) => step.completionEvents);
    const onCommands = completions.flatMap((event) => /^onCommand:(.+)/.exec(event)?.[1] ?? []);
    expect(onCommands.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('say the same in each language about what they link to', () => {
    const links = (text: string) => [...text.matchAll(/\(command:[\w.]+/g)].map(([link]) => link);
    const english: Record<string, string> = read('package.nls.json');
    const german: Record<string, string> = read('package.nls.de.json');
    for (const [key, text] of Object.entries(english)) expect(links(german[key] ?? ''), key).toEqual(links(text));
  });
});

describe('settings', () => {
  it.each(Object.entries(settings))('%s has description, order, scope and default', (id, setting) => {
    const name = id.slice('modelBakeoff.'.length);
    expect(setting.markdownDescription).toBe(`%setting.${name}.description%`);
    expect(setting.order).toBeGreaterThan(0);
    expect(['resource', 'window', 'machine-overridable']).toContain(setting.scope);
    expect(setting).toHaveProperty('default');
    if (setting.enum === undefined) return;
    expect(setting.enum).toContain(setting.default);
    expect((setting.enumDescriptions ?? setting.markdownEnumDescriptions)?.length).toBe(setting.enum.length);
    expect(setting.enumItemLabels?.length).toBe(setting.enum.length);
  });

  it('that name a path or a program cannot come from an untrusted workspace', () => {
    const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
    const paths = Object.keys(settings).filter((id) => /folder|path|program|executable|runner|address/i.test(id));
    expect(untrustedWorkspaces.supported).toBe('limited');
    expect(untrustedWorkspaces.restrictedConfigurations.toSorted()).toEqual(paths.toSorted());
    expect(virtualWorkspaces.supported).toBe('limited');
  });
});

describe('strings', () => {
  const bundles = readdirSync(root).filter((file) => /^package\.nls\.[\w-]+\.json$/.test(file));
  const used = [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? '');

  it('of the manifest are all translated, and none is unused', () => {
    const english = read('package.nls.json');
    expect(Object.keys(english).sort()).toEqual([...new Set(used)].sort());
    expect(bundles).toContain('package.nls.de.json');
    for (const bundle of bundles) {
      expect(Object.keys(read(bundle)).sort(), bundle).toEqual(Object.keys(english).sort());
      expect(Object.values<string>(read(bundle)).filter((text) => text.trim() === '')).toEqual([]);
    }
  });

  it('that a person reads are none of the manifest’s own', () => {
    const keys = ['title', 'shortTitle', 'category', 'description', 'markdownDescription', 'name', 'contents', 'label'];
    const texts = stringsIn(contributes, [...keys, 'altText', 'contextualTitle']);
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter((text) => !/^%[\w.]+%$/.test(text))).toEqual([]);
  });
});

describe('the package', () => {
  it('has every file that it names', () => {
    const paths = stringsIn(contributes, ['svg', 'image', 'markdown', 'light', 'dark', 'path', 'configuration', 'url']);
    const icons = stringsIn(contributes, ['icon']).filter((icon) => !icon.startsWith('$('));
    expect(paths.length).toBeGreaterThan(12);
    for (const path of [...paths, ...icons, manifest.icon, manifest.l10n])
      expect(existsSync(join(root, path)), path).toBe(true);
  });

  it('has a walkthrough of four to six steps', () => {
    const [walkthrough] = contributes.walkthroughs;
    expect(walkthrough.steps.length).toBeGreaterThanOrEqual(4);
    expect(walkthrough.steps.length).toBeLessThanOrEqual(6);
  });

  it('uses no proposed interface, needs no other extension and is activated by contribution only', () => {
    expect(manifest.enabledApiProposals).toBeUndefined();
    expect(manifest.extensionDependencies).toBeUndefined();
    expect(manifest.extensionKind).toEqual(['workspace']);
    expect(manifest.main).toBe('./dist/extension.cjs');
    expect(manifest.activationEvents.filter((event: string) => /^(\*|onStartupFinished)$/.test(event))).toEqual([]);
    expect(manifest.engines.vscode).toBe(`^${read('node_modules/@types/vscode/package.json').version}`);
  });

  it('is the command line’s npm package as well', () => {
    expect(manifest.bin).toEqual({ bakeoff: 'dist/cli.cjs' });
    expect(manifest.files).toEqual(expect.arrayContaining(['dist/cli.cjs', 'dist/trainer.cjs', 'data']));
    expect(manifest.scripts.prepare).toBe('node esbuild.mjs');
  });
});
