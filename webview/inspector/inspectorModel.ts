import {
  formatCount,
  formatFixed,
  formatLoss,
  formatPercent,
  formatShape,
  NO_VALUE,
  printable,
} from '../../src/core/format.js';
import { NO_PREDICTION } from '../../src/core/metrics/prediction.js';
import type { LayerActivity } from '../../src/core/samples/layerActivity.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { SampleInspection } from '../../src/protocol/samples.js';
import type { SampledRun } from '../gallery/galleryModel.js';

/** What one run takes an image for. */
export interface RunOpinion {
  readonly runId: string;
  readonly letter: string;
  readonly name: string;
  readonly verdict: string;
  readonly isRight: boolean;
  readonly top: readonly {
    readonly name: string;
    readonly isTrue: boolean;
    readonly percent: string;
    /** 0..1 */
    readonly share: number;
  }[];
  /** In place of `top`: what it is waited for, or why it is not there. */
  readonly note: string;
}

/** A layer of the inspected run, with a way to its line. */
export interface LayerEntry {
  readonly name: string;
  readonly link: string;
  /** In the text that was trained, from 1. */
  readonly line: number;
  readonly facts: string;
  /** What it made of the image; empty until that is known. */
  readonly figures: string;
  /** Something that wants attention. */
  readonly warning: string;
  readonly activity: LayerActivity | undefined;
}

/** The row of an image; −1 where a run has none. */
export function rowOfImage({ samples }: SampledRun, image: number): number {
  const { images } = samples;
  // Of the test images all are there.
  return images[image] === image ? image : images.indexOf(image);
}

/** The run whose layers are looked at: the chosen one, the one that was clicked, the first that is wrong, the first. */
export function inspectedRun(
  runs: readonly SampledRun[],
  image: number,
  chosen: string | undefined,
  focused: string | undefined,
): SampledRun | undefined {
  const withImage = runs.filter((run) => rowOfImage(run, image) >= 0);
  const byId = (runId: string | undefined) => withImage.find((run) => run.runId === runId);
  const wrong = withImage.find((run) => {
    const row = rowOfImage(run, image);
    return run.samples.predicted[row] !== run.samples.labels[row];
  });
  return byId(chosen) ?? byId(focused) ?? wrong ?? withImage[0];
}

/** What a run takes an image for, in words and figures. */
export function opinionOf(
  run: SampledRun,
  image: number,
  inspection: SampleInspection | undefined,
  note: string,
  classNames: readonly string[],
): RunOpinion {
  const { samples, runId, letter, name } = run;
  const row = rowOfImage(run, image);
  const label = samples.labels[row] ?? 0;
  const predicted = samples.predicted[row] ?? NO_PREDICTION;
  const nameOf = (index: number) => classNames[index] ?? `class ${index}`;
  const isRight = predicted === label;
  const figures = `loss ${formatLoss(samples.loss[row])} · margin ${formatPercent(samples.margin[row])}`;
  const verdict =
    predicted === NO_PREDICTION
      ? 'its output is not a number'
      : `${isRight ? 'right' : `wrong: ${nameOf(predicted)}`} · ${figures}`;
  return {
    runId,
    letter,
    name,
    verdict,
    isRight,
    top: (inspection?.top ?? []).map(({ classIndex, probability }) => ({
      name: nameOf(classIndex),
      isTrue: classIndex === label,
      percent: formatPercent(probability),
      share: Math.min(1, Math.max(0, probability ?? 0)),
    })),
    note,
  };
}

/** The main way from an image: `Open in definition: output (line 24)`. */
export function outputLink({ state }: ShownRun): string {
  const output = state.started?.layers.at(-1);
  return output === undefined ? 'Open definition' : `Open in definition: ${lineOf(output)}`;
}

/** The layers of a run, with what they made of an image as far as that is known. */
export function layerEntries({ state }: ShownRun, activities: readonly LayerActivity[] | undefined): LayerEntry[] {
  const byName = new Map((activities ?? []).map((activity) => [activity.name, activity]));
  return (state.started?.layers ?? []).map((layer) => {
    const activity = byName.get(layer.name);
    return {
      name: layer.name,
      link: lineOf(layer),
      line: layer.line,
      facts: `${printable(layer.type)} · ${formatShape(layer.outputShape)}`,
      figures: activity === undefined ? '' : figuresOf(activity),
      warning: activity === undefined ? '' : warningOf(activity),
      activity,
    };
  });
}

/** `Shirt, 1,234 away` below an image that is like another. */
export function neighbourText(label: string, distance: number): string {
  return `${label}, ${formatCount(distance)} away`;
}

function lineOf({ name, line }: { readonly name: string; readonly line: number }): string {
  return `${printable(name)} (line ${formatCount(line)})`;
}

function figuresOf({ mean, deviation, zeroFraction }: LayerActivity): string {
  const zeros = zeroFraction === 0 ? '' : ` · ${formatPercent(zeroFraction, 0)} zeros`;
  return `mean ${compact(mean)} ± ${compact(deviation)}${zeros}`;
}

function warningOf({ zeroFraction, nonFiniteFraction }: LayerActivity): string {
  if (nonFiniteFraction > 0) return `${formatPercent(nonFiniteFraction)} of its outputs are not numbers.`;
  return zeroFraction === 1 ? 'Dead for this image: every output is 0.' : '';
}

function compact(value: number | null): string {
  if (value === null) return NO_VALUE;
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.005 || size >= 1e5)) return value.toExponential(1).replace('-', value < 0 ? '−' : '-');
  return formatFixed(value, size >= 100 ? 0 : 2);
}
