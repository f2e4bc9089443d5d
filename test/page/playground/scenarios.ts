import type { RunEvent } from '../../../src/core/run/events.js';
import type { Snapshot } from '../../../src/protocol/page.js';
import { RemoteError } from '../../../src/protocol/remoteError.js';
import { twoPhases } from '../../support/phasedRun.js';
import { allStates, runningRun, snapshotOf, trainedRun, twoModels } from '../support/pageRuns.js';
import { seedGroups, twins } from '../support/seedRuns.js';

/** Something that a page can be asked to show. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly snapshot: () => Snapshot;
  /** Events that are yet to come, to be replayed. */
  readonly coming?: readonly RunEvent[];
  /** Requests that fail, by their names. */
  readonly refusals?: Readonly<Record<string, RemoteError>>;
  /** How long each answer takes. */
  readonly delayMs?: number;
}

const manyClasses = Array.from({ length: 100 }, (_, index) => `class ${index + 1}`);

/** Pairs of labels and predictions: of every class about `level` right, the others one, two or three classes further. */
function predictionsOf(count: number, classCount: number, level: number): [number, number][] {
  return Array.from({ length: count }, (_, index) => {
    const label = index % classCount;
    const place = (index * 7919) % 1000;
    const isRight = place < level * 1000 - 60 * Math.cos(label);
    return [label, isRight ? label : (label + 1 + (place % 3)) % classCount];
  });
}

function run(modelName: string, options: Parameters<typeof trainedRun>[0] = {}) {
  const runId = `${modelName}-run`;
  return [runId, trainedRun({ modelName, runId, ...options })] as const;
}

const live = runningRun(3);
const liveCompared = () =>
  snapshotOf([run('ann', { level: 0.885, drops: [7] }), ['live-run', live.begun]], {
    baseline: 'ann-run',
    view: 'training',
  });

const models = [
  ['ann', 0.88],
  ['ann-relu', 0.893],
  ['cnn', 0.921],
  ['cnn-wide', 0.932],
  ['transfer', 0.941],
] as const;

const missing = new RemoteError(
  'There is no file predictions.bin in the run folder.',
  'file-missing',
  'Run it again, or evaluate it: bakeoff evaluate writes the file anew.',
);

/** Every state that the page must be able to show. */
export const scenarios: readonly Scenario[] = [
  { id: 'two-models', title: 'Two models', snapshot: twoModels },
  { id: 'seed-groups', title: 'Three models, three seeds each, one seed failed', snapshot: seedGroups },
  { id: 'twins', title: 'A tie', snapshot: twins },
  { id: 'two-phases', title: 'A head, then fine-tuning', snapshot: () => snapshotOf([['phased-run', twoPhases()]]) },
  { id: 'live', title: 'Live beside a stored run', snapshot: liveCompared, coming: live.coming },
  {
    id: 'starting',
    title: 'Live from its start',
    snapshot: () => snapshotOf([['live-run', runningRun(1).begun]], { view: 'training' }),
    coming: runningRun(1).coming,
  },
  {
    id: 'every-state',
    title: 'Every state of a run: stale, running, failed (NaN), stopped, interrupted',
    snapshot: allStates,
  },
  {
    id: 'large',
    title: '5 runs × 10,000 predictions',
    snapshot: () =>
      snapshotOf(
        models.map(([name, level]) => run(name, { level, predictions: predictionsOf(10_000, 10, level) })),
        { baseline: 'ann-run' },
      ),
  },
  {
    id: 'twenty-runs',
    title: '20 runs of 200 epochs',
    snapshot: () =>
      snapshotOf(
        Array.from({ length: 20 }, (_, index) =>
          run(`model-${index + 1}`, { level: 0.8 + index * 0.006, epochs: 200, drops: [60, 120], seed: index % 4 }),
        ),
        { baseline: 'model-1-run' },
      ),
  },
  {
    id: 'hundred-classes',
    title: '100 classes',
    snapshot: () =>
      snapshotOf([
        run('ann', { classNames: manyClasses, predictions: predictionsOf(10_000, 100, 0.72), level: 0.72 }),
        run('cnn', { classNames: manyClasses, predictions: predictionsOf(10_000, 100, 0.81), level: 0.81 }),
      ]),
  },
  {
    id: 'one-class',
    title: 'One class',
    snapshot: () => snapshotOf([run('cnn', { classNames: ['everything'], predictions: predictionsOf(50, 1, 2) })]),
  },
  {
    id: 'hostile-names',
    title: 'Names that are markup, or very long',
    snapshot: () =>
      snapshotOf([
        run('<img src=x onerror=alert(1)>', {
          classNames: [
            '<script>alert(1)</script>',
            'b'.repeat(200),
            '"><svg onload=alert(1)>',
            'line\nbreak \u202egnp',
          ],
          predictions: predictionsOf(200, 4, 0.7),
        }),
        run('a-model-with-a-very-long-name-indeed-that-will-not-fit-anywhere-at-all', {
          classNames: [
            '<script>alert(1)</script>',
            'b'.repeat(200),
            '"><svg onload=alert(1)>',
            'line\nbreak \u202egnp',
          ],
          predictions: predictionsOf(200, 4, 0.8),
        }),
      ]),
  },
  {
    id: 'missing-file',
    title: 'Missing files: no predictions, no images',
    snapshot: twoModels,
    refusals: {
      readSamples: missing,
      readImages: new RemoteError(
        'The images that the run used are no longer there.',
        'dataset-missing',
        'Bring them back.',
      ),
      inspectSample: missing,
      inspectLayers: missing,
      findNearest: missing,
      gradCam: missing,
      occlude: missing,
      findNearestFeatures: missing,
      readDataset: new RemoteError(
        'The images that the run used are no longer there.',
        'dataset-missing',
        'Bring them back.',
      ),
    },
  },
  { id: 'slow', title: 'Slow answers (3 s)', snapshot: twoModels, delayMs: 3_000 },
  {
    id: 'missing-runs',
    title: 'Runs that are gone',
    snapshot: () =>
      snapshotOf([], { missing: [{ runId: 'deleted-run', reason: 'There is no such run any more.' }], canTrain: true }),
  },
  { id: 'empty', title: 'No run', snapshot: () => snapshotOf([]) },
  { id: 'restricted', title: 'No run, Restricted Mode', snapshot: () => snapshotOf([], { canTrain: false }) },
];
