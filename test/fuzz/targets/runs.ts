import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createColors } from 'picocolors';
import { renderComparison } from '../../../src/cli/render/comparisonReport.js';
import { renderRunReport } from '../../../src/cli/render/runReport.js';
import { renderTerminalTable } from '../../../src/cli/render/terminalTable.js';
import { evidenceNote, evidenceTable, probeTitle } from '../../../src/core/evidence/evidenceText.js';
import { parseEvidence } from '../../../src/core/evidence/parseEvidence.js';
import { renderComparisonMarkdown } from '../../../src/core/report/exportComparison.js';
import { compareRuns } from '../../../src/core/run/comparison.js';
import { parseEvent } from '../../../src/core/run/parseEvent.js';
import { initialRunState, type RunState, reduceRun } from '../../../src/core/run/state.js';
import { EventLines } from '../../../src/runs/eventLines.js';
import { MAXIMUM_LABEL_LENGTH, parseLabel } from '../../../src/runs/labelFile.js';
import { parseEvents } from '../../../src/runs/readEvents.js';
import { readRun } from '../../../src/runs/readRun.js';
import { readClaim } from '../../../src/runs/runClaim.js';
import { isRunWatched } from '../../../src/runs/runWatchers.js';
import { parseStopRequest, readStopRequest } from '../../../src/runs/stopRequest.js';
import { eventLines } from '../../support/eventLines.js';
import { mutated } from '../../support/jsonMutation.js';
import { madeEvidence } from '../../support/madeEvidence.js';
import { anyEvent, completedRun, RUN_ID } from '../../support/runEvents.js';
import { defineTarget, must } from '../fuzzTarget.js';
import { mutatedBytes } from '../mutateText.js';
import { mustBePlain } from '../plainText.js';
import { hostile } from '../schemaValues.js';
import { scratchFolder } from '../scratchFolder.js';

const run: readonly unknown[] = completedRun();
const whole = Buffer.from(eventLines(run));
const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

/** An event with one of its fields, at any depth of two, exchanged for something hostile. */
const spoiltEvent = fc
  .record({ event: fc.oneof(anyEvent, fc.constantFrom(...run)), key: fc.nat(40), inner: fc.nat(12), value: hostile })
  .map(({ event, key, inner, value }) => {
    const copy = JSON.parse(JSON.stringify(event)) as Record<string, unknown>;
    const keys = [...Object.keys(copy), '__proto__', 'constructor'];
    const chosen = keys[key % keys.length] ?? 'time';
    const child = Object.hasOwn(copy, chosen) ? copy[chosen] : undefined;
    const isObject = typeof child === 'object' && child !== null && !Array.isArray(child);
    const place = isObject && inner > 0 ? (child as Record<string, unknown>) : copy;
    const name = place === copy ? chosen : (Object.keys(place)[inner % Math.max(1, Object.keys(place).length)] ?? 'x');
    Object.defineProperty(place, name, { value, enumerable: true, configurable: true, writable: true });
    return copy;
  });

const eventFiles: fc.Arbitrary<Buffer> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .array(fc.oneof(anyEvent, spoiltEvent), { maxLength: 8 })
      .map((events) => Buffer.from(eventLines(events))),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.nat(run.length), fc.array(spoiltEvent, { maxLength: 3 }))
      .map(([at, spoilt]) => Buffer.from(eventLines(run.toSpliced(at, spoilt.length, ...spoilt)))),
  },
  { weight: 2, arbitrary: mutatedBytes(whole) },
  { weight: 1, arbitrary: mutated(run[0]).map((event) => Buffer.from(eventLines([event, ...run.slice(1)]))) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('[', '{"a":'), fc.constantFrom(10, 100, 5_000, 50_000))
      .map(([open, depth]) =>
        Buffer.from(
          `{"type":"runStarted","layers":${nested(depth, open, open === '[' ? ']' : '}').replace('{"a":}', '{}')}}\n`,
        ),
      ),
  },
);

const color = createColors(false);

/** Everything that is printed of a run; none of it may throw, or drive the terminal. */
function printAll(state: RunState): void {
  mustBePlain(renderRunReport(state, { columns: 100, color, folder: 'runs/x' }));
  const comparison = compareRuns([state, state]);
  mustBePlain(renderComparison(comparison, [state, state], { columns: 80, color }));
  mustBePlain(renderComparisonMarkdown(comparison, [state]));
  JSON.stringify([state, comparison]);
}

export const eventsTarget = defineTarget({
  name: 'events',
  arbitrary: fc.record({ bytes: eventFiles, cut: fc.nat(2000) }),
  check: ({ bytes, cut }: { bytes: Buffer; cut: number }) => {
    const { state, events, isTorn } = parseEvents(bytes);
    // In two pieces it is the same file.
    const lines = new EventLines();
    lines.push(Buffer.from(bytes.subarray(0, cut)));
    lines.push(bytes.subarray(cut));
    const again = lines.end();
    must(
      again.isTorn === isTorn && JSON.stringify(again.state) === JSON.stringify(state),
      'another state in two pieces',
    );
    // Read at once it is the state of one event after the other.
    const stepwise = events.reduce(reduceRun, initialRunState);
    const bare = (value: RunState) => JSON.stringify({ ...value, warnings: [] }, Object.keys(value).sort());
    must(bare(stepwise) === bare(state), 'another state than event by event');
    for (const event of events)
      must('event' in parseEvent(JSON.parse(JSON.stringify(event))), `${event.type} cannot be read again`);
    must(state.warnings.length <= 25, `${state.warnings.length} warnings`);
    // Drawing takes longer than reading: every third state is drawn.
    if (cut % 3 === 0) printAll(state);
  },
});

const fileNames = ['a\nb', '\u001b[2J', '..\u202e', 'weights.bin.1.new', 'x'.repeat(200)];

export const runFolderTarget = defineTarget({
  name: 'runFolder',
  arbitrary: fc.record({
    bytes: fc.oneof(eventFiles, fc.uint8Array({ maxLength: 50 })),
    pid: fc.oneof(
      fc
        .record({ pid: fc.oneof(fc.integer(), hostile), startedAt: fc.oneof(fc.constant(null), hostile) })
        .map((value) => JSON.stringify(value)),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constant(nested(3000, '[', ']')),
    ),
  }),
  check: async ({ bytes, pid }: { bytes: Uint8Array; pid: string }) => {
    const folder = join(scratchFolder(), RUN_ID);
    mkdirSync(folder, { recursive: true });
    if (!existsSync(join(folder, 'events.ndjson'))) for (const name of fileNames) writeFileSync(join(folder, name), '');
    writeFileSync(join(folder, 'events.ndjson'), bytes);
    writeFileSync(join(folder, 'trainer.pid'), pid);
    const { state } = await readRun(folder);
    if (bytes.length % 3 === 0) printAll(state);
    for (const { message } of state.warnings) must(message.length < 2000, 'a long warning');
  },
});

/** Texts of small JSON files: sound ones, some of their fields exchanged, and anything else. */
const smallTexts = (sound: Readonly<Record<string, unknown>>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: mutated(sound).map((value) => JSON.stringify(value) ?? '') },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom(...Object.keys(sound), '__proto__'), hostile)
        .map(
          ([key, value]) =>
            `{${Object.entries({ ...sound }).map(([name, own]) => `${JSON.stringify(name)}:${JSON.stringify(name === key ? value : own) ?? 'null'}`)}}`,
        ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    { weight: 1, arbitrary: fc.constantFrom(3, 3_000).map((depth) => nested(depth, '[', ']')) },
  );

export const labelTarget = defineTarget({
  name: 'label',
  arbitrary: smallTexts({ label: 'wider' }),
  check: (text: string) => {
    const label = parseLabel(text);
    if (label === undefined) return;
    must(label !== '' && label.length <= MAXIMUM_LABEL_LENGTH && label.trim() === label, 'not a label');
    must(parseLabel(JSON.stringify({ label })) === label, 'another label when it is written again');
  },
});

export const evidenceTarget = defineTarget({
  name: 'evidence',
  arbitrary: fc.oneof(
    { weight: 3, arbitrary: mutated(madeEvidence()) },
    { weight: 1, arbitrary: fc.record({ version: fc.constant(1), skipped: hostile }) },
    { weight: 1, arbitrary: hostile },
  ),
  check: (value: unknown) => {
    const parsed = parseEvidence(value);
    if ('problem' in parsed) return must(parsed.problem.length < 3000, 'a long problem');
    const { evidence } = parsed;
    if ('skipped' in evidence) return must(typeof evidence.skipped === 'string', 'a reason that is no text');
    mustBePlain(renderTerminalTable(evidenceTable(evidence, ['a']), 80, color));
    mustBePlain(evidenceNote(evidence));
    for (const layer of evidence.layers) mustBePlain(probeTitle(layer, evidence, ['a']));
  },
});

export const stopRequestTarget = defineTarget({
  name: 'stopRequest',
  arbitrary: smallTexts({ trainer: { pid: 7, startedAt: 'boot/1' }, reason: 'enough', time: 1 }),
  check: (text: string) => {
    const request = parseStopRequest(text);
    if (request === undefined) return;
    must(Number.isSafeInteger(request.trainer.pid) && request.trainer.pid > 0, 'no process');
    must(typeof request.reason === 'string' && request.reason.length <= 1000, 'no reason');
    must(parseStopRequest(JSON.stringify(request)) !== undefined, 'cannot be read again');
  },
});

export const claimTarget = defineTarget({
  name: 'claim',
  arbitrary: fc.record({
    claim: smallTexts({ pid: 7, startedAt: null, nonce: 'x', starter: { pid: 8, startedAt: 'boot/1' } }),
    watcher: smallTexts({ pid: 7, startedAt: 'boot/1' }),
    stop: smallTexts({ trainer: { pid: 7, startedAt: null }, reason: 'enough', time: 1 }),
  }),
  cases: 1_500,
  check: ({ claim, watcher, stop }: { claim: string; watcher: string; stop: string }) => {
    const folder = join(scratchFolder(), 'claims');
    mkdirSync(join(folder, 'watchers'), { recursive: true });
    writeFileSync(join(folder, 'trainer.pid'), claim);
    writeFileSync(join(folder, 'watchers', '7.json'), watcher);
    writeFileSync(join(folder, 'stop.json'), stop);
    const { holder, starter } = readClaim(folder) ?? {};
    for (const identity of [holder, starter])
      must(identity === undefined || typeof identity.pid === 'number', 'a claim of nobody');
    must(typeof isRunWatched(folder) === 'boolean', 'neither watched nor not');
    must(typeof (readStopRequest(folder)?.reason ?? '') === 'string', 'a request without a reason');
  },
});
