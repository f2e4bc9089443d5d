import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/run/events.js';
import { parseEvent } from '../../src/core/run/parseEvent.js';
import { RunFold } from '../../src/core/run/runFold.js';
import { initialRunState, reduceRun } from '../../src/core/run/state.js';
import { CheckpointWriter, readCheckpoint } from '../../src/runs/checkpoint.js';
import { readCheckpointFile } from '../../src/runs/checkpointFile.js';
import { deleteRun } from '../../src/runs/deleteRun.js';
import { EventFile } from '../../src/runs/eventFile.js';
import { listRuns } from '../../src/runs/listRuns.js';
import { readPredictions } from '../../src/runs/predictionsFile.js';
import { readRun } from '../../src/runs/readRun.js';
import { readRequest } from '../../src/runs/requestFile.js';
import { resolveRun } from '../../src/runs/resolveRun.js';
import { isTrainerAlive } from '../../src/runs/runClaim.js';
import { readVerificationFile } from '../../src/runs/verificationFile.js';
import { readWeights, writeWeights } from '../../src/runs/weightsFile.js';
import { eventLines, storeEvents } from '../support/eventLines.js';
import { anyEvent, completedRun, RUN_ID, runStarted, START_TIME } from '../support/runEvents.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const isUnix = process.platform !== 'win32';
const run = completedRun();
const stateOfRun = run.reduce(reduceRun, initialRunState);
const store = (events: readonly RunEvent[] = run) => storeEvents(temporary.path, RUN_ID, events);

const tensor = { dtype: 'float32' as const, shape: [2], data: new Float32Array(2) };

/** Reads all that a run folder may hold, each file by its own reader; what is refused comes as a message. */
async function readAll(folder: string): Promise<string[]> {
  const { state } = await readRun(folder);
  const said = (promise: Promise<unknown>) =>
    promise.then(
      () => 'read',
      (error: Error) => error.message,
    );
  return [
    ...state.warnings.map(({ message }) => message),
    await said(readWeights(folder)),
    await said(readPredictions(folder, stateOfRun)),
    await said(readVerificationFile(folder)),
    ...(await readCheckpoint(folder)).problems,
    String(await readRequest(folder)),
    String(isTrainerAlive(folder)),
  ];
}

const names = [
  ...['events.ndjson', 'trainer.pid', 'weights.json', 'weights.bin', 'predictions.bin', 'request.json', 'run.json'],
  ...['verification.json', 'trainer.log', 'checkpoint/epoch-1.bin'],
];

describe("a run folder from somebody else's hands", () => {
  it.runIf(isUnix)('does not make a reader wait for FIFOs', { timeout: 10_000 }, async () => {
    const folder = path.join(temporary.path, RUN_ID);
    mkdirSync(path.join(folder, 'checkpoint'), { recursive: true });
    for (const name of names) execFileSync('mkfifo', [path.join(folder, name)]);
    const said = await readAll(folder);
    expect(said).toContain('events.ndjson could not be read: is not a regular file.');
    expect(said.filter((text) => text.includes('not a regular file')).length).toBeGreaterThanOrEqual(4);
    expect(said.at(-1)).toBe('false');
    await deleteRun(folder);
  });

  it('has no file read through a link', async () => {
    const folder = path.join(temporary.path, RUN_ID);
    mkdirSync(path.join(folder, 'checkpoint'), { recursive: true });
    const secret = path.join(temporary.path, 'secret');
    writeFileSync(secret, 'secret of 30 characters or more');
    for (const name of names) symlinkSync(secret, path.join(folder, name));
    const said = await readAll(folder);
    expect(said.join('\n')).not.toContain('secret of');
    expect(said.filter((text) => text.includes('is a link')).length).toBeGreaterThanOrEqual(4);
    await deleteRun(folder);
    expect(readFileSync(secret, 'utf8')).toBe('secret of 30 characters or more');
  });

  it('costs no memory for files with holes of a terabyte', async () => {
    const folder = path.join(temporary.path, RUN_ID);
    mkdirSync(path.join(folder, 'checkpoint'), { recursive: true });
    for (const name of names.filter((own) => own !== 'events.ndjson')) {
      writeFileSync(path.join(folder, name), '');
      truncateSync(path.join(folder, name), 2 ** 40);
    }
    // Zeros without a line end: read within its limit, none of it kept.
    writeFileSync(path.join(folder, 'events.ndjson'), eventLines(run));
    truncateSync(path.join(folder, 'events.ndjson'), 2 ** 40);
    const before = process.resourceUsage().maxRSS;
    const said = await readAll(folder);
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(200_000);
    expect(said.some((text) => /events\.ndjson has 1099511627776 bytes; at most/.test(text))).toBe(true);
    expect((await readRun(folder)).state.evaluation).toBeDefined();
  });

  it('is not followed when it is a link itself', async () => {
    const elsewhere = path.join(temporary.path, 'elsewhere', RUN_ID);
    mkdirSync(path.dirname(elsewhere));
    storeEvents(path.dirname(elsewhere), RUN_ID, run);
    symlinkSync(elsewhere, path.join(temporary.path, RUN_ID));
    expect((await listRuns(temporary.path)).runs).toEqual([]);
    await expect(resolveRun(temporary.path, path.join(temporary.path, RUN_ID))).rejects.toThrow(/is not a run folder/);
    await expect(deleteRun(path.join(temporary.path, RUN_ID))).rejects.toThrow(/it is a link/);
    expect(existsSync(elsewhere)).toBe(true);
  });

  it('has nothing written through a link when its training goes on', async () => {
    const folder = store(run.slice(0, 3));
    const precious = path.join(temporary.path, 'precious');
    mkdirSync(precious);
    writeFileSync(path.join(precious, 'epoch-1.bin'), 'precious');
    writeFileSync(path.join(precious, 'diary.txt'), 'precious');
    symlinkSync(precious, path.join(folder, 'checkpoint'));
    const training = { epoch: 3, step: 30, baseLearningRate: 0.001, isStopping: false, callbackStates: [], kept: [] };
    await new CheckpointWriter(folder).write({
      training: { ...training, weights: { a: tensor }, slots: {} },
      history: [],
    });
    for (const name of ['epoch-1.bin', 'diary.txt'])
      expect(readFileSync(path.join(precious, name), 'utf8')).toBe('precious');
    expect((await readCheckpoint(folder)).checkpoint?.training.epoch).toBe(3);
    const linked = path.join(temporary.path, 'linked');
    mkdirSync(linked);
    symlinkSync(path.join(precious, 'diary.txt'), path.join(linked, 'events.ndjson'));
    expect(() => new EventFile(linked)).toThrow();
    symlinkSync(path.join(precious, 'diary.txt'), path.join(linked, `weights.bin.${process.pid}.new`));
    await writeWeights(linked, { a: tensor });
    expect(readFileSync(path.join(precious, 'diary.txt'), 'utf8')).toBe('precious');
  });

  it('may name a checkpoint of its own only', async () => {
    const folder = store();
    const checkpoint = path.join(folder, 'checkpoint');
    const training = { epoch: 3, step: 30, baseLearningRate: 0.001, isStopping: false, callbackStates: [], kept: [] };
    await new CheckpointWriter(folder).write({
      training: { ...training, weights: { a: tensor }, slots: {} },
      history: [],
    });
    const file = path.join(checkpoint, 'epoch-3.bin');
    const body = readFileSync(file).subarray(65);
    const change = (from: string, to: string) => {
      const changed = Buffer.from(body.toString('latin1').replace(from, to), 'latin1');
      writeFileSync(
        file,
        Buffer.concat([Buffer.from(`${createHash('sha256').update(changed).digest('hex')}\n`), changed]),
      );
    };
    change('"kept":[]', '"kept":[{"callback":0,"epoch":"../../../../secret"}]');
    expect((await readCheckpoint(folder)).problems).toEqual([
      expect.stringMatching(/kept\[0\]\.epoch: expected a whole/),
    ]);
    change('"epoch":3', '"epoch":4');
    expect((await readCheckpoint(folder)).problems).toEqual([expect.stringMatching(/says that it is of epoch 4/)]);
    change('"group":"weights"', '"group":"__proto__"');
    await expect(readCheckpointFile(file)).rejects.toThrow(/expected one of weights, slots/);
    expect('a' in {}).toBe(false);
  });
});

describe('events', () => {
  const problemOf = (event: unknown) => {
    const parsed = parseEvent(event);
    return 'problem' in parsed ? parsed.problem : 'accepted';
  };
  const started = runStarted();
  const { dataset } = started;
  const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

  it.each<[string, unknown, RegExp]>([
    ['257 classes', { ...started, dataset: { ...dataset, classNames: Array(257).fill('a') } }, /at most 256 entries/],
    [
      'a class name of a megabyte',
      { ...started, dataset: { ...dataset, classNames: ['x'.repeat(2 ** 20)] } },
      /1000 char/,
    ],
    [
      'images of 65,535 × 65,535',
      { ...started, dataset: { ...dataset, imageShape: [65_535, 65_535, 1] } },
      /at most 4096/,
    ],
    ['images of 0 × 0', { ...started, dataset: { ...dataset, imageShape: [0, 0, 1] } }, /at least 1/],
    ['3,000 layers', { ...started, layers: Array(3000).fill(started.layers[0]) }, /at most 2001 entries/],
    ['lists in lists', { ...started, layers: nested(1000) }, /nested deeper than 24/],
    ['lists in lists in lists', nested(100_000), /nested deeper/],
    [
      'a definition of two megabytes',
      { ...started, request: { ...started.request, definitionText: 'x'.repeat(2 ** 21) } },
      /1048576/,
    ],
    [
      'a thousand versions',
      { ...started, versions: Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`v${at}`, '1'])) },
      /100 keys/,
    ],
    ['a count beyond 2^53', { ...started, testCount: 2 ** 53 }, /a whole number/],
    ['a negative epoch', { type: 'epochStarted', time: 0, epoch: -1, learningRate: 1 }, /at least 1/],
    ['an infinite time', { type: 'runCompleted', time: Number.POSITIVE_INFINITY, durationMs: 0 }, /a number/],
  ])('of %s are refused in one sentence', (_, event, message) => {
    expect(problemOf(event)).toMatch(message);
    expect(problemOf(event).length).toBeLessThan(200);
  });

  it('keep a key named __proto__ as a key, and no prototype', () => {
    const event = JSON.parse(JSON.stringify(started).replace('"epochs":3', '"epochs":3,"__proto__":{"polluted":true}'));
    const parsed = parseEvent(event);
    expect('event' in parsed).toBe(true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    const state = reduceRun(initialRunState, (parsed as { event: RunEvent }).event);
    expect((state as { polluted?: boolean }).polluted).toBeUndefined();
    expect(problemOf(JSON.parse('{"__proto__": {"type": "runCompleted", "time": 0, "durationMs": 0}}'))).toMatch(
      /type/,
    );
  });

  it('are read past a line that is too long', async () => {
    const folder = storeEvents(temporary.path, RUN_ID, []);
    const long = JSON.stringify({ type: 'probed', text: 'x'.repeat(9 * 2 ** 20) });
    writeFileSync(
      path.join(folder, 'events.ndjson'),
      `${eventLines(run.slice(0, 5))}${long}\n${eventLines(run.slice(5))}`,
    );
    const { state } = await readRun(folder);
    expect(state.status).toBe('completed');
    expect(state.warnings).toMatchObject([
      { code: 'unreadable-line', message: expect.stringMatching(/longer than 8388608/) },
    ]);
  });

  it('are folded like one after the other, in any order', () => {
    const resumed: RunEvent = {
      type: 'runResumed',
      time: START_TIME,
      fromEpoch: 2,
      engine: started.engine,
      versions: {},
      notes: [],
    };
    fc.assert(
      fc.property(fc.array(fc.oneof(anyEvent, fc.constant(resumed)), { maxLength: 30 }), (events) => {
        const fold = new RunFold();
        for (const event of events) fold.add(event);
        expect(fold.state).toEqual(events.reduce(reduceRun, initialRunState));
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['forward', 'backward'] as const)('of 100,000 epochs, counted %s, are folded in a moment', (direction) => {
    const count = 100_000;
    const [template] = run.filter((event) => event.type === 'epochEnded');
    const fold = new RunFold();
    const time = performance.now();
    for (let index = 1; index <= count; index += 1) {
      const epoch = direction === 'forward' ? index : count + 1 - index;
      fold.add({ ...template, epoch } as RunEvent);
      fold.add({ type: 'batchesTrained', time: START_TIME, epoch, step: 1, loss: 1, accuracy: 0, samplesPerSecond: 1 });
      fold.add({ type: 'learningRateReduced', time: START_TIME, epoch, from: 1, to: 0.5, reason: 'why' });
    }
    expect(fold.state.epochs.length).toBe(count);
    // Quadratic work would take many minutes; a busy machine takes some seconds.
    expect(performance.now() - time).toBeLessThan(30_000);
  });
});

describe('an index of weights', () => {
  const write = async (change: (text: string) => string) => {
    await writeWeights(temporary.path, { a: tensor });
    const file = path.join(temporary.path, 'weights.json');
    writeFileSync(file, change(readFileSync(file, 'utf8').replaceAll(/\s/g, '')));
  };
  it.each<[string, (text: string) => string, RegExp]>([
    ['nested lists', (text) => text.replace('[2]', '['.repeat(100_000) + ']'.repeat(100_000)), /a list of 1/],
    ['a shape of a million sizes', (text) => text.replace('[2]', `[${Array(1_000_000).fill(1)}]`), /a list of 1000000/],
    ['a name of a megabyte', (text) => text.replace('"a"', `"${'x'.repeat(2 ** 20)}"`), /too long/],
    ['sizes that overflow', (text) => text.replace('[2]', '[9007199254740991,9007199254740991]'), /needs/],
    ['16 megabytes and more', (text) => text + ' '.repeat(2 ** 24), /has \d+ bytes, more than/],
    [
      '30,000 tensors',
      (text) => text.replace(/"tensors":\[.*\]/, `"tensors":[${Array(30_000).fill('{}')}]`),
      /at most 20000/,
    ],
  ])('with %s is refused in one sentence', async (_, change, message) => {
    await write(change);
    const error = await readWeights(temporary.path).catch((reason: Error) => reason);
    expect((error as Error).name).toBe('WeightsError');
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message.length).toBeLessThan(400);
  });
});
