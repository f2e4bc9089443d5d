import { batchCurveOf, reduceWithBatches } from '../../../src/core/run/batchCurve.js';
import type { LayerRecord, RunEvent } from '../../../src/core/run/events.js';
import { assignLetters } from '../../../src/core/run/runLetters.js';
import { initialRunState, markInterrupted, type RunState, reduceRunEvents } from '../../../src/core/run/state.js';
import type { RunFacts, ShownRun, Snapshot } from '../../../src/protocol/page.js';
import { type RecordedRunOptions, recordedRun } from '../../support/recordedRun.js';

const classNames = ['T-shirt', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Boot'];

const layers: readonly LayerRecord[] = [
  {
    name: 'conv1',
    type: 'conv2d',
    from: ['input'],
    outputShape: [28, 28, 32],
    parameterCount: 320,
    macs: 225_792,
    line: 4,
  },
  {
    name: 'pool1',
    type: 'maxPooling2d',
    from: ['conv1'],
    outputShape: [14, 14, 32],
    parameterCount: 0,
    macs: 0,
    line: 5,
  },
  { name: 'output', type: 'dense', from: ['pool1'], outputShape: [10], parameterCount: 62_730, macs: 62_720, line: 6 },
];

interface CurveOptions extends RecordedRunOptions {
  /** What the validation accuracy comes near to, 0..1. */
  readonly level?: number;
  /** Halved after these epochs. */
  readonly drops?: readonly number[];
  readonly isStoppedEarly?: boolean;
}

/** The events of a run whose curves look like those of a training: they fall and rise, cross and turn. */
export function trainedRun(options: CurveOptions = {}): RunEvent[] {
  const { level = 0.91, epochs = 10, drops = [], isStoppedEarly = false } = options;
  const predictions = Array.from({ length: 400 }, (_, index) => {
    const label = index % 10;
    return [label, index % 100 < level * 100 ? label : (label + 3) % 10] as const;
  });
  const events = recordedRun({ classNames, predictions, trainAccuracy: level + 0.04, ...options, epochs });
  const best = isStoppedEarly ? Math.max(1, epochs - 3) : epochs;
  return events.flatMap((event): RunEvent[] => {
    if (event.type === 'runStarted') return [{ ...event, layers }];
    if (event.type === 'batchesTrained') return batches(event, level);
    if (event.type !== 'epochEnded') return [event];
    const { epoch } = event;
    const progress = 1 - Math.exp(-epoch / 2.5);
    const overfit = Math.max(0, epoch - best) * 0.012;
    const wave = Math.sin(epoch * 2.1) * 0.006;
    const ended: RunEvent = {
      ...event,
      learningRate: 0.001 * 0.5 ** drops.filter((drop) => drop < epoch).length,
      loss: 1.66 - level - 0.6 * progress - epoch * 0.004,
      accuracy: 0.72 + (level + 0.03 - 0.72) * progress,
      validationLoss: 1.71 - level - 0.52 * progress + overfit - wave,
      validationAccuracy: 0.7 + (level - 0.7) * progress - overfit / 3 + wave,
      isBest: epoch <= best,
    };
    const { time } = event;
    const reason = 'Validation loss has not improved for 3 epochs.';
    return [
      ended,
      ...(drops.includes(epoch)
        ? [
            {
              type: 'learningRateReduced' as const,
              time,
              epoch,
              from: ended.learningRate,
              to: ended.learningRate / 2,
              reason,
            },
          ]
        : []),
      ...(isStoppedEarly && epoch === epochs ? [{ type: 'earlyStopped' as const, time, epoch, reason }] : []),
    ];
  });
}

/** Twelve in place of one, on their way to where the epoch ends. */
function batches(event: Extract<RunEvent, { type: 'batchesTrained' }>, level: number): RunEvent[] {
  return Array.from({ length: 12 }, (_, index) => {
    const step = Math.min(750, (index + 1) * 62);
    const progress = 1 - Math.exp(-(event.epoch - 1 + step / 750) / 2.5);
    return {
      ...event,
      time: event.time - 4_000 + index * 600,
      step,
      loss: 1.7 - level - 0.6 * progress + 0.4 / (index + 2),
      accuracy: 0.7 + (level + 0.03 - 0.72) * progress - 0.1 / (index + 2),
    };
  });
}

/** A snapshot of runs, each given by its events or its state. */
export function snapshotOf(
  runs: readonly (readonly [runId: string, RunState | readonly RunEvent[], RunFacts?])[],
  rest: Partial<Snapshot> = {},
): Snapshot {
  const letters = assignLetters(
    new Map(),
    runs.map(([runId]) => runId),
  );
  const shown = runs.map(([runId, known, facts]): ShownRun => {
    const state = 'status' in known ? known : reduceRunEvents(known);
    return { runId, letter: letters.get(runId) ?? '?', state, batches: batchesOf(known, state), ...facts };
  });
  return { runs: shown, missing: [], canTrain: true, ...rest };
}

function batchesOf(known: RunState | readonly RunEvent[], state: RunState): ShownRun['batches'] {
  if ('status' in known) return batchCurveOf(state);
  return reduceWithBatches({ state: initialRunState, batches: [] }, known).batches;
}

/** Two models compared, one over the other. */
export function twoModels(): Snapshot {
  return snapshotOf(
    [
      ['ann-run', trainedRun({ modelName: 'ann', runId: 'ann-run', level: 0.885, epochs: 10, drops: [7] })],
      ['cnn-run', trainedRun({ modelName: 'cnn', runId: 'cnn-run', level: 0.92, epochs: 9, isStoppedEarly: true })],
    ],
    { baseline: 'ann-run' },
  );
}

/** A training that is cut off after so many events. */
export function runningRun(eventCount: number, options: CurveOptions = {}): { begun: RunEvent[]; coming: RunEvent[] } {
  const events = trainedRun({ modelName: 'cnn', runId: 'live-run', ...options });
  return { begun: events.slice(0, eventCount), coming: events.slice(eventCount) };
}

/** A run in every state that there is. */
export function allStates(): Snapshot {
  const hostile = '<img src=x onerror=alert(1)>';
  const failing = trainedRun({ modelName: hostile, runId: 'failed-run', epochs: 3, ending: 'failed' }).map((event) =>
    event.type === 'epochEnded' && event.epoch === 3 ? { ...event, loss: Number.NaN, accuracy: Number.NaN } : event,
  );
  return snapshotOf(
    [
      ['done-run', trainedRun({ modelName: 'cnn', runId: 'done-run', isSample: true }), { isStale: true }],
      ['live-run', runningRun(6).begun, { label: 'the live one' }],
      ['failed-run', failing],
      [
        'stopped-run',
        trainedRun({ modelName: 'stopped', runId: 'stopped-run', epochs: 4, ending: 'stopped', seed: 3 }),
      ],
      [
        'gone-run',
        markInterrupted(
          reduceRunEvents(trainedRun({ modelName: 'gone', runId: 'gone-run', epochs: 5, ending: 'none' })),
        ),
      ],
    ],
    { missing: [{ runId: 'deleted-run', reason: 'There is no such run any more.' }], baseline: 'done-run' },
  );
}
