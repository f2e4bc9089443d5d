import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/runCommandLine.js';
import type { RunEvent } from '../../src/core/run/events.js';
import { captureIo } from '../support/captureIo.js';
import { storeEvents } from '../support/eventLines.js';
import { makeIdxParts, writeIdxParts } from '../support/idxFixture.js';
import { completedRun, RUN_ID } from '../support/runEvents.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();

/** What would clear a screen, ring, reverse a line, move a title, begin a new line. */
const evil = 'E\u001b[2J\u0007\u202e\u009b31m\u001b]0;t\u0007\nfake: line';
// biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the point
const DRIVES = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

async function say(...argv: string[]): Promise<string> {
  const io = captureIo({ json: argv.includes('--json') });
  await runCommandLine(argv, io, '0.0.0');
  return io.out() + io.err();
}

/** Every text of a value exchanged for an evil one, but for words that decide what is read. */
function spoilt(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return ['type', 'kind', 'engine', 'verdict'].includes(key) ? value : evil;
  if (Array.isArray(value))
    return value.map((entry, index) => (typeof entry === 'string' ? `${evil}${index}` : spoilt(entry)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([own, entry]) => [own, spoilt(entry, own)]));
}

function expectHarmless(text: string): void {
  expect(text.length).toBeGreaterThan(20);
  expect(DRIVES.exec(text)).toBeNull();
  expect(text).not.toMatch(/^fake: line/m);
}

describe('nothing that drives a terminal is printed', () => {
  const events = () => completedRun().map((event) => spoilt(event) as RunEvent);
  const failed = (): RunEvent[] => [
    ...events().slice(0, 4),
    { type: 'runFailed', time: 1e12, durationMs: 1, code: evil, message: evil, log: `${evil}\n${evil}` },
  ];

  it.each<[string, (root: string, folder: string) => string[]]>([
    ['runs list', (root) => ['runs', '--runs', root]],
    ['runs show', (root) => ['runs', 'show', RUN_ID, '--runs', root]],
    ['compare', (root) => ['compare', RUN_ID, RUN_ID, '--runs', root]],
    ['compare as Markdown', (root) => ['compare', RUN_ID, '--format', 'markdown', '--runs', root]],
    ['the path of a run', (_, folder) => ['runs', 'show', folder]],
    ['a run that is not there', (root) => ['runs', 'show', evil, '--runs', root]],
    ['runs delete', (root) => ['runs', 'delete', `${evil}/x`, '--runs', root]],
    ['evaluate', (root) => ['evaluate', evil, '--runs', root]],
    ['resume', (root) => ['resume', evil, '--runs', root]],
    ['verify', (root) => ['verify', evil, '--runs', root]],
  ])('by %s', async (_, argv) => {
    for (const list of [events(), failed()]) {
      const folder = storeEvents(temporary.path, RUN_ID, list);
      for (const name of [evil.replaceAll('/', ''), 'weights.bin']) writeFileSync(path.join(folder, name), evil);
      mkdirSync(path.join(temporary.path, 'foreign\u001b[2J'), { recursive: true });
      expectHarmless(await say(...argv(temporary.path, folder)));
      expectHarmless(await say(...argv(temporary.path, folder), '--json'));
    }
  });

  it('by check, of a definition whose texts, keys and name are evil', async () => {
    const folder = path.join(temporary.path, 'a\u001b[2Jb');
    mkdirSync(folder);
    const file = path.join(folder, `${evil.replaceAll('/', '')}.model.jsonc`);
    const text = JSON.stringify({ name: evil, [evil]: 1, layers: [{ type: evil, name: evil, from: evil }] });
    writeFileSync(file, `${text}\u001b[2J\u009b`);
    expectHarmless(await say('check', file));
    writeFileSync(file, `// \u001b[2J\u202e\n${text}`);
    expectHarmless(await say('check', file));
    expectHarmless(await say('summary', file));
    expectHarmless(await say('train', file));
  });

  it('by check, of a comparison that names evil files', async () => {
    const file = path.join(temporary.path, 'a.bakeoff.jsonc');
    writeFileSync(
      file,
      JSON.stringify({ name: 'a', dataset: 'idx:\u202e../x', models: ['\u202ea', '..\u202e/b', '../\ufeff'] }),
    );
    expectHarmless(await say('check', file));
  });

  it('by dataset, of a set whose folder and classes are evil', async () => {
    const folder = writeIdxParts(path.join(temporary.path, 'set\u001b[2J\u202e'), makeIdxParts());
    writeFileSync(path.join(folder, 'classes.txt'), 'a\u001b[2J\nb\u202e\nc\u009b\n');
    expectHarmless(await say('dataset', 'info', `idx:${folder}`));
    expectHarmless(await say('dataset', 'show', `idx:${folder}`));
    expectHarmless(await say('dataset', 'info', `idx:${folder}`, '--json'));
    writeFileSync(path.join(folder, 'classes.txt'), 'a\n\u001b[2J\na\n\u001b[2J\n');
    expectHarmless(await say('dataset', 'info', `idx:${folder}`));
    expectHarmless(await say('dataset', 'info', `idx:${folder}/nothing`));
    expectHarmless(await say('dataset', 'info', `${evil}`));
  });
});
