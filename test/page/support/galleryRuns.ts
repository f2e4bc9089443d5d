import type { LayerRecord, RunEvent } from '../../../src/core/run/events.js';
import type { RunFacts, Snapshot } from '../../../src/protocol/page.js';
import { recordedRun } from '../../support/recordedRun.js';
import { fashionNames } from './classRuns.js';
import { snapshotOf } from './pageRuns.js';

const layer = (name: string, type: string, outputShape: readonly number[], line: number): LayerRecord => ({
  name,
  type,
  from: [],
  outputShape,
  parameterCount: 0,
  macs: 0,
  line,
});

const layers: readonly LayerRecord[] = [
  layer('conv1', 'conv2d', [28, 28, 32], 9),
  layer('pool1', 'maxPooling2d', [14, 14, 32], 12),
  layer('conv2', 'conv2d', [14, 14, 64], 14),
  layer('flatten', 'flatten', [12_544], 17),
  layer('hidden', 'dense', [128], 18),
  layer('output', 'dense', [10], 24),
];

/** Takes each seventh image or so for a class not far away, another run other ones. */
function predictions(count: number, place: number): (readonly [number, number])[] {
  return Array.from({ length: count }, (_, index) => {
    const label = index % fashionNames.length;
    const isWrong = (index * 7 + place * 3 + (index >> 5)) % (9 + 3 * place) === 0;
    return [label, isWrong ? (label + 1 + (((index >> 3) + place) % 4)) % fashionNames.length : label];
  });
}

const modelNames = ['ann', 'cnn', 'residual', 'separable', 'wide', 'deep'];

/** A model of layers, tested on so many images. */
export function galleryRun(place: number, count = 10_000): RunEvent[] {
  const modelName = modelNames[place] ?? `model${place}`;
  const runId = `${modelName}-run`;
  const events = recordedRun({ modelName, runId, classNames: fashionNames, predictions: predictions(count, place) });
  return events.map((event) => (event.type === 'runStarted' ? { ...event, layers } : event));
}

/** So many models, tested on the same images. */
export function galleryRuns(runCount: number, count = 10_000, facts: RunFacts = {}): Snapshot {
  return snapshotOf(
    Array.from({ length: runCount }, (_, place) => {
      const name = modelNames[place] ?? `model${place}`;
      return [`${name}-run`, galleryRun(place, count), facts] as const;
    }),
    { baseline: 'ann-run', view: 'errors' },
  );
}
