// Collects the messages of src/host into l10n/bundle.l10n.json, and puts each language's bundle in step: `npm run l10n`.
// A message without a translation is printed and left out, so that VS Code shows it in English and the test fails.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { l10nJsonFormat } from '@vscode/l10n-dev';
import { bundleText, collectMessages, hostSources } from './messages.js';

async function main(): Promise<void> {
  const messages = await collectMessages(hostSources('.'));
  writeFileSync(join('l10n', 'bundle.l10n.json'), bundleText(messages));
  for (const name of readdirSync('l10n').filter((file) => /^bundle\.l10n\.[\w-]+\.json$/.test(file))) {
    const translated: l10nJsonFormat = JSON.parse(readFileSync(join('l10n', name), 'utf8'));
    const kept = Object.entries(translated).filter(([key]) => key in messages);
    writeFileSync(join('l10n', name), bundleText(Object.fromEntries(kept)));
    const missing = Object.entries(messages).filter(([key]) => !(key in translated));
    if (missing.length > 0) console.log(`l10n/${name} lacks:\n${JSON.stringify(Object.fromEntries(missing), null, 2)}`);
  }
}

void main();
