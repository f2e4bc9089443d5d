import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/run/events.js';
import { RunReceiver } from '../../src/ray/runReceiver.js';
import { PART_BYTES, readStreamLine, type StreamMessage, writeStreamLine } from '../../src/ray/streamLines.js';
import { FolderMirror } from '../../src/rayWorker/folderMirror.js';
import { completedRun } from '../support/runEvents.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();

function received(folder: string, before = { events: 0, lastSequence: -1 }) {
  const events: RunEvent[] = [];
  const words: string[] = [];
  let last = before.lastSequence;
  const receiver = new RunReceiver(folder, before, {
    event: (event) => events.push(event),
    fileKept: (sequence) => {
      last = sequence;
    },
    words: (text) => words.push(text),
    hello: () => undefined,
  });
  return { receiver, events, words, last: () => last };
}

function streamOf(messages: readonly StreamMessage[]): string {
  return messages.map((message, sequence) => writeStreamLine(sequence, message)).join('');
}

async function mirrored(files: Readonly<Record<string, Uint8Array>>): Promise<StreamMessage[]> {
  const folder = path.join(temporary.path, 'there');
  mkdirSync(path.join(folder, 'checkpoint'), { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(folder, name), bytes);
  const messages: StreamMessage[] = [];
  await new FolderMirror(folder, (message) => messages.push(message)).sendResults();
  return messages;
}

const events: StreamMessage[] = completedRun().map((event) => ({ type: 'event', event }));
const hello: StreamMessage = { type: 'hello', protocol: 1, version: '1.0.0', node: '22.0.0' };

describe('what a job writes', () => {
  it('comes over line by line, wherever it is cut, each event once however often it is told', () => {
    const text = `Runtime env is setting up.\n${streamOf([hello, ...events, { type: 'end' }])}`;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 8 }), (cuts) => {
        const { receiver, events: taken, words } = received(temporary.path);
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        // Broken off at each cut in turn, and told from the beginning again.
        for (const end of places) {
          receiver.restart();
          receiver.push(text.slice(0, end));
        }
        receiver.restart();
        for (const [index, start] of places.entries()) receiver.push(text.slice(start, places[index + 1]));
        expect(taken).toEqual(completedRun().slice(0, -1));
        expect(receiver.final).toEqual(completedRun().at(-1));
        expect(receiver.isComplete).toBe(true);
        expect(new Set(words)).toEqual(new Set(['Runtime env is setting up.']));
      }),
      { numRuns: 60 },
    );
  });

  it('goes on where another client stopped', () => {
    const { receiver, events: taken } = received(temporary.path, { events: 3, lastSequence: -1 });
    receiver.push(streamOf([hello, ...events]));
    expect(taken).toEqual(completedRun().slice(3, -1));
  });

  it('brings files whole, to the bit, and takes back what is gone', async () => {
    const bytes = Uint8Array.from({ length: 2 * PART_BYTES + 17 }, (_, index) => (index * index) % 251);
    const messages = await mirrored({
      'weights.bin': bytes,
      'predictions.bin': new Uint8Array(0),
      'checkpoint/epoch-3.bin': bytes.slice(0, 9),
    });
    const here = path.join(temporary.path, 'here');
    mkdirSync(here);
    const { receiver, last } = received(here);
    receiver.push(streamOf([hello, ...messages, { type: 'gone', file: 'checkpoint/epoch-3.bin' }]));
    expect(new Uint8Array(readFileSync(path.join(here, 'weights.bin')))).toEqual(bytes);
    expect(readFileSync(path.join(here, 'predictions.bin'))).toHaveLength(0);
    expect(existsSync(path.join(here, 'checkpoint', 'epoch-3.bin'))).toBe(false);
    expect(last()).toBe(messages.length + 1);
  });

  it('is refused where it is damaged, and never leaves a part of a file', async () => {
    const messages = await mirrored({ 'weights.bin': Uint8Array.from([1, 2, 3]) });
    const here = path.join(temporary.path, 'here');
    mkdirSync(here, { recursive: true });
    const part = messages[0] as Extract<StreamMessage, { type: 'part' }>;
    const file = messages[1] as Extract<StreamMessage, { type: 'file' }>;
    const bomb = { ...part, data: deflateRawSync(Buffer.alloc(4 * 2 ** 20)).toString('base64') };
    for (const [lines, words] of [
      [[hello, part, { ...file, sha256: createHash('sha256').digest('hex') }], /not what was sent/],
      [[hello, { ...part, part: 1 }, file], /a part of weights.bin is missing/],
      [[hello, file], /without a beginning/],
      [[hello, bomb], /cannot be unpacked/],
    ] as const) {
      const { receiver } = received(here);
      expect(() => receiver.push(streamOf(lines))).toThrow(words);
      receiver.close();
      expect(existsSync(path.join(here, 'weights.bin'))).toBe(false);
    }
    const { receiver } = received(here);
    expect(() => receiver.push(writeStreamLine(0, hello) + writeStreamLine(2, { type: 'alive' }))).toThrow(
      /line 2 follows where 1/,
    );
  });

  it('names no file but those of a run', () => {
    for (const file of ['../weights.bin', '/etc/passwd', 'checkpoint/../x', 'events.ndjson', 'trainer.pid'])
      expect(readStreamLine(JSON.stringify({ bakeoff: 0, type: 'gone', file }))).toHaveProperty('text');
    expect(readStreamLine('{"bakeoff":0,"type":"alive"')).toHaveProperty('text');
    fc.assert(fc.property(fc.string(), (text) => void readStreamLine(`{"bakeoff":${text}`)));
  });
});
