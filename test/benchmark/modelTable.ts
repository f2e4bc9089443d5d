import { median } from './statistics.js';

/** What one training of a definition came to. */
export interface MeasuredModel {
  readonly name: string;
  readonly parameterCount: number;
  readonly seed: number;
  readonly epochs: number;
  /** On the test images, as the averages over classes that follow. */
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** On the images that it was trained on, as they are. */
  readonly trainAccuracy: number;
  /** Sum over the epochs, validation included. */
  readonly trainingMs: number;
  readonly threads: number;
}

/** One run in a line. */
export function seedLine({ name, seed, accuracy, trainAccuracy, f1, epochs, trainingMs }: MeasuredModel): string {
  const figures = `test ${accuracy.toFixed(4)}, F1 ${f1.toFixed(4)}, train ${trainAccuracy.toFixed(4)}`;
  return `${name}, seed ${seed}: ${figures}, ${epochs} epochs in ${minutes(trainingMs)}`;
}

/** A Markdown table with a row for each model: medians over its runs, and the accuracy of each seed. */
export function modelTable(models: readonly (readonly MeasuredModel[])[]): string {
  const rows = models.flatMap((runs) => {
    const [first] = runs;
    if (first === undefined) return [];
    const of = (value: (run: MeasuredModel) => number) => median(runs.map(value));
    const seeds = runs.map(({ accuracy }) => accuracy.toFixed(4)).join(' ');
    const averages = [of((run) => run.precision), of((run) => run.recall), of((run) => run.f1)];
    const gap = of((run) => run.trainAccuracy - run.accuracy) * 100;
    const cells = [
      `${first.name}, ${first.parameterCount.toLocaleString('en')} parameters`,
      of((run) => run.accuracy).toFixed(4),
      seeds,
      averages.map((value) => value.toFixed(4)).join(' / '),
      `${of((run) => run.trainAccuracy).toFixed(4)} (${gap >= 0 ? '+' : '−'}${Math.abs(gap).toFixed(1)} points)`,
      `${first.epochs} epochs, ${minutes(of((run) => run.trainingMs))}`,
    ];
    return [`| ${cells.join(' | ')} |`];
  });
  const head = '| model | test accuracy | each seed | macro precision / recall / F1 | train | time |';
  return [head, '|---|---|---|---|---|---|', ...rows].join('\n');
}

function minutes(durationMs: number): string {
  return `${(durationMs / 60_000).toFixed(1)} min`;
}
