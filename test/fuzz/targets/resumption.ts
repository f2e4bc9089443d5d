import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createColors } from 'picocolors';
import { runListTable } from '../../../src/cli/render/runList.js';
import { renderTerminalTable } from '../../../src/cli/render/terminalTable.js';
import { parseRunRequest } from '../../../src/core/run/parseEvent.js';
import { Mismatch } from '../../../src/core/run/readers.js';
import { readVerification } from '../../../src/core/run/verification.js';
import { readCheckpoint } from '../../../src/runs/checkpoint.js';
import { findResumePoint, ResumeError } from '../../../src/runs/resumePoint.js';
import { INDEX_NAME, readIndex } from '../../../src/runs/runIndex.js';
import { eventLines } from '../../support/eventLines.js';
import { mutated } from '../../support/jsonMutation.js';
import { completedRun, RUN_ID, runStarted } from '../../support/runEvents.js';
import { defineTarget, must } from '../fuzzTarget.js';
import { mutatedBytes } from '../mutateText.js';
import { mustBePlain } from '../plainText.js';
import { hostile } from '../schemaValues.js';
import { scratchFolder } from '../scratchFolder.js';

const tensors = [
  { group: 'weights', name: 'dense/kernel', shape: [2, 2] },
  { group: 'slots', name: 'dense/kernel/momentum', shape: [2, 2] },
];
const header = {
  schemaVersion: 1,
  state: {
    epoch: 2,
    step: 20,
    baseLearningRate: 0.001,
    isStopping: false,
    callbackStates: [{ wait: 0, best: { $number: 'NaN' } }],
    kept: [{ callback: 0, epoch: 1 }],
    history: completedRun().slice(0, 3),
  },
  tensors,
};

/** As `Object.assign`, but a key `__proto__` becomes a key like any other. */
function withKey(value: object, key: string, changed: unknown): object {
  return Object.defineProperty({ ...value }, key, {
    value: changed,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

const spoiltHeader = fc.oneof(
  fc
    .record({
      key: fc.constantFrom(
        'epoch',
        'step',
        'baseLearningRate',
        'isStopping',
        'callbackStates',
        'kept',
        'history',
        '__proto__',
      ),
      value: hostile,
    })
    .map(({ key, value }) => ({ ...header, state: withKey(header.state, key, value) })),
  fc
    .record({
      at: fc.nat(1),
      key: fc.constantFrom('group', 'name', 'shape'),
      value: fc.oneof(
        hostile,
        fc.constantFrom('__proto__', 'constructor', [2 ** 53 - 1, 2 ** 53 - 1], [0, 1e15], [-2, -2]),
      ),
    })
    .map(({ at, key, value }) => ({
      ...header,
      tensors: tensors.with(at, withKey(tensors[at] ?? {}, key, value) as (typeof tensors)[0]),
    })),
  fc
    .record({ callback: hostile, epoch: fc.oneof(hostile, fc.constant('../../x')) })
    .map((kept) => ({ ...header, state: { ...header.state, kept: [kept] } })),
  mutated(header),
  fc.constant<unknown>(header),
);

/** A checkpoint file with a checksum that fits: whoever makes a file can make that too. */
function checkpointFile(content: unknown, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(content)}\n`), data]);
  return Buffer.concat([Buffer.from(`${createHash('sha256').update(body).digest('hex')}\n`), body]);
}

const whole = checkpointFile(header, Buffer.alloc(32));

export const checkpointTarget = defineTarget({
  name: 'checkpoint',
  arbitrary: fc.record({
    bytes: fc.oneof(
      {
        weight: 4,
        arbitrary: fc
          .tuple(spoiltHeader, fc.constantFrom(32, 32, 32, 0, 31, 33, 48))
          .map(([content, size]) => checkpointFile(content, Buffer.alloc(size))),
      },
      { weight: 1, arbitrary: mutatedBytes(whole) },
    ),
    events: fc.nat(5),
  }),
  check: async ({ bytes, events }: { bytes: Buffer; events: number }) => {
    const folder = join(scratchFolder(), 'resumed', RUN_ID);
    if (!existsSync(join(folder, 'checkpoint'))) {
      mkdirSync(join(folder, 'checkpoint'), { recursive: true });
      writeFileSync(join(folder, 'checkpoint', 'kept-1.bin'), whole);
    }
    writeFileSync(join(folder, 'checkpoint', 'epoch-2.bin'), bytes);
    writeFileSync(join(folder, 'events.ndjson'), eventLines(completedRun().slice(0, events)));
    const { checkpoint, problems } = await readCheckpoint(folder);
    must(
      problems.every((problem) => problem.length < 1000),
      'a long problem',
    );
    if (checkpoint !== undefined) {
      must(checkpoint.training.epoch === 2, `epoch ${checkpoint.training.epoch} from the file of epoch 2`);
      for (const [name, { shape, data }] of [
        ...Object.entries(checkpoint.training.weights),
        ...Object.entries(checkpoint.training.slots),
      ])
        must(data.length === shape.reduce((product, side) => product * side, 1), `${name} does not fill its shape`);
    }
    try {
      await findResumePoint(folder);
    } catch (error) {
      if (!(error instanceof ResumeError)) throw error;
    }
  },
});

const summary = {
  status: 'completed',
  epochs: 3,
  warnings: [{ code: 'torn-line', message: 'The last line is torn.', count: 1 }],
  modelName: 'CNN',
  seed: 0,
  plannedEpochs: 3,
  testAccuracy: 0.9,
  dataset: { id: 'a', name: 'A', checksum: 'c', isSample: true },
  startTime: 1e12,
  durationMs: 1000,
};
const entry = { runId: RUN_ID, stamp: '', isOpen: false, summary };
const spoiltEntry = fc
  .record({ key: fc.constantFrom(...Object.keys(summary), '__proto__'), value: hostile })
  .map(({ key, value }) => ({ ...entry, summary: withKey(summary, key, value) }));

export const indexTarget = defineTarget({
  name: 'runIndex',
  arbitrary: fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .array(fc.oneof(spoiltEntry, mutated(entry)), { maxLength: 3 })
        .map((entries) => eventLines(entries)),
    },
    { weight: 1, arbitrary: mutatedBytes(Buffer.from(eventLines([entry]))).map((bytes) => bytes.toString('latin1')) },
    { weight: 1, arbitrary: fc.constant(`${'['.repeat(5000)}${']'.repeat(5000)}\n`) },
  ),
  check: async (body: string) => {
    const root = join(scratchFolder(), 'indexed');
    mkdirSync(root, { recursive: true });
    const head = JSON.stringify({ schemaVersion: 1, sha256: createHash('sha256').update(body).digest('hex') });
    writeFileSync(join(root, INDEX_NAME), `${head}\n${body}`);
    const index = await readIndex(root);
    const rows = [...index.values()].map((own) => ({ ...own.summary, runId: own.runId }));
    mustBePlain(renderTerminalTable(runListTable(rows), 100, createColors(false)));
  },
});

const verification = {
  schemaVersion: 1,
  time: 1e12,
  verdict: 'identical',
  epochs: 1,
  ofEpochs: 1,
  includesEnd: true,
  partings: [],
  conditions: [],
  gaps: [],
};

/** The small files of a run: what was asked for, and what became of doing it again. */
export const recordTarget = defineTarget({
  name: 'record',
  arbitrary: fc.oneof(
    mutated(runStarted().request),
    mutated(verification),
    hostile,
    fc.constantFrom(100, 5000).map(nestedLists),
  ),
  check: (value: unknown) => {
    parseRunRequest(value);
    try {
      readVerification(value, '');
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      must(error.message.length < 500, 'a long message');
    }
  },
});

function nestedLists(depth: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < depth; level += 1) value = [value];
  return { ...verification, partings: value };
}
