import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { l10nJsonFormat } from '@vscode/l10n-dev';
import { beforeAll, describe, expect, it } from 'vitest';
import { collectMessages, hostSources, uncollectable } from './support/messages.js';

const root = resolve(__dirname, '..');
const folder = join(root, 'l10n');
const read = (name: string): Record<string, string> => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const languages = readdirSync(folder).filter((name) => /^bundle\.l10n\.[\w-]+\.json$/.test(name));
const placeholders = (text: string) => [...new Set(text.match(/\{\d+\}/g))].sort();

describe('messages of the extension host', () => {
  const sources = hostSources(root);
  let messages: l10nJsonFormat;
  beforeAll(async () => {
    messages = await collectMessages(sources);
  }, 60_000);

  it('are literals, so that they can be collected', () => {
    expect(uncollectable(sources)).toEqual([]);
    expect(Object.keys(messages).length).toBeGreaterThan(100);
  });

  it('are what `npm run l10n` has collected', () => {
    expect(Object.keys(read('bundle.l10n.json')).sort()).toEqual(Object.keys(messages).sort());
  });

  it('are there in German', () => {
    expect(languages).toContain('bundle.l10n.de.json');
  });

  it.each(languages)('are all translated in %s, with the same places to fill, and none is left over', (name) => {
    const translated = read(name);
    const missing = Object.keys(messages).filter((message) => !(message in translated));
    const stale = Object.keys(translated).filter((message) => !(message in messages));
    const spoiled = Object.entries(translated).filter(
      ([message, text]) => text.trim() === '' || placeholders(text).join() !== placeholders(message).join(),
    );
    expect({ missing, stale, spoiled }).toEqual({ missing: [], stale: [], spoiled: [] });
  });
});

describe('the collection', () => {
  const collected = async (text: string) => Object.keys(await collectMessages(new Map([['src/host/a.ts', text]])));

  it('finds messages of modules with and without VS Code', async () => {
    expect(await collected(`import * as vscode from 'vscode'; vscode.l10n.t('Open {0}', name);`)).toEqual(['Open {0}']);
    expect(await collected(`import type { l10n } from 'vscode'; (l10n: L) => l10n.t('Close');`)).toEqual(['Close']);
    expect(await collected(`export const a = (t: T) => [t('One'), t(\n  'Two'), at('None'), x.t('None')];`)).toEqual([
      'One',
      'Two',
    ]);
  });

  it('names the calls that it cannot collect', () => {
    const text = `l10n.t('Fine');\nl10n.t(message);\nconst a = t(isNew ? 'A' : 'B');`;
    expect(uncollectable(new Map([['src/host/a.ts', text]]))).toEqual(['src/host/a.ts:2', 'src/host/a.ts:3']);
  });
});
