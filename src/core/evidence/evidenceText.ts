import { formatCount, formatFixed, formatPercent, formatQuantity, NO_VALUE, printable } from '../format.js';
import type { Table } from '../report/table.js';
import { fractionInterval } from '../statistics/wilsonInterval.js';
import type { LayerEvidence, LayerProbe } from './layerEvidence.js';

/** A layer's evidence in few words, as on its line: `probe 86.4 % · Shirt/T-shirt 71 % · 3 of 32 units dead`. */
export function probeTitle(
  { accuracy, pairAccuracy, deadUnits, units }: LayerProbe,
  { pair }: Pick<LayerEvidence, 'pair'>,
  classNames: readonly string[],
): string {
  return [
    ...(accuracy === null ? ['no probe'] : [`probe ${formatPercent(accuracy)}`]),
    ...(pairAccuracy === null || pair === undefined
      ? []
      : [`${pairText(pair, classNames)} ${formatPercent(pairAccuracy, 0)}`]),
    ...(deadUnits === 0 ? [] : [`${formatCount(deadUnits)} of ${formatQuantity(units, 'unit')} dead`]),
  ].join(' · ');
}

/** `Shirt/T-shirt` */
export function pairText(pair: readonly [number, number], classNames: readonly string[]): string {
  return pair.map((index) => printable(classNames[index] ?? `class ${index}`)).join('/');
}

/** How the figures came about, in one or two sentences. */
export function evidenceNote({ probeImages, votedImages, durationMs, trainingMs, layers }: LayerEvidence): string {
  const fitted = `Probes are ridge regressions on each layer's pooled activations of ${formatQuantity(probeImages, 'test image')}, none of which was trained on`;
  const counted =
    votedImages > probeImages
      ? `accuracy is that on ${formatCount(votedImages)} test images, those ${formatCount(probeImages)} held out one by one`
      : 'accuracy is that on these images, held out one by one';
  const took = trainingMs > 0 ? ` It took ${formatPercent(durationMs / trainingMs)} of the training's time.` : '';
  return [`${fitted}; ${counted}. The output's is the model's own.${took}`, ...averagedNote(layers)].join(' ');
}

/** What the probes of feature maps are not asked: for whoever wonders why early layers score so low. */
function averagedNote(layers: readonly LayerProbe[]): string[] {
  const averaged = layers.filter(({ positions }) => positions !== undefined && positions > 1);
  const isUnknown = layers.every(({ positions }) => positions === undefined);
  if (averaged.length === 0 && !isUnknown) return [];
  const [first, last] = [averaged[0], averaged.at(-1)].map((layer) => printable(layer?.name ?? ''));
  const which = averaged.length === 0 ? '' : averaged.length === 1 ? ` (${first})` : ` (${first} to ${last})`;
  return [
    `Feature maps${which} are averaged over their positions first: their probes are asked what a layer sees, not where. Layers behind them that read every position, as a dense layer behind a flatten does, use more of them, so a low figure there is no fault.`,
  ];
}

/** Over how many positions a layer's units are averaged, in few words; empty for vectors. */
export function averagedText({ positions = 1 }: LayerProbe): string {
  return positions > 1 ? `mean of ${formatQuantity(positions, 'position')}` : '';
}

/** All evidence of a run, a row for each layer. */
export function evidenceTable(evidence: LayerEvidence, classNames: readonly string[]): Table {
  const { layers, pair, votedImages } = evidence;
  return {
    columns: [
      { title: 'Layer', flexible: true },
      { title: 'Probe', align: 'right' },
      { title: '95 %', align: 'right', droppable: true },
      { title: pair === undefined ? 'Pair' : pairText(pair, classNames), align: 'right' },
      { title: 'Loses', align: 'right' },
      { title: 'Gains', align: 'right' },
      { title: 'Dead', align: 'right' },
      { title: 'Units', align: 'right' },
      { title: 'Activation', align: 'right', droppable: true },
      { title: 'Gradient', align: 'right', droppable: true },
    ],
    rows: layers.map((layer) => [
      printable(layer.name),
      formatPercent(layer.accuracy),
      intervalText(layer.accuracy, votedImages),
      formatPercent(layer.pairAccuracy),
      layer.after === null ? NO_VALUE : formatCount(layer.lost),
      layer.after === null ? NO_VALUE : formatCount(layer.gained),
      layer.deadUnits === 0
        ? { text: '0', tone: 'muted' as const }
        : { text: formatCount(layer.deadUnits), tone: 'bad' as const },
      formatCount(layer.units),
      normText(layer.activationNorm),
      normText(layer.gradientNorm),
    ]),
  };
}

function intervalText(accuracy: number | null, count: number): string {
  const interval = fractionInterval(accuracy, count);
  return interval === null ? NO_VALUE : `${formatFixed(100 * interval.low, 1)}–${formatFixed(100 * interval.high, 1)}`;
}

/** A norm in three digits, whatever its size. */
export function normText(value: number | null): string {
  if (value === null) return NO_VALUE;
  if (value !== 0 && (value < 0.001 || value >= 1e5)) return value.toExponential(1);
  return value.toPrecision(3);
}
