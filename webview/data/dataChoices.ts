import { formatPercent, formatQuantity, printable } from '../../src/core/format.js';
import type { RunRequest } from '../../src/core/run/request.js';
import { heldOutCount } from '../../src/core/training/folds.js';
import type { DataSource, ShownRun } from '../../src/protocol/page.js';
import { runName } from '../state/runText.js';

/** Images that can be looked at: those of runs, split as these did, or those of a dataset alone. */
export interface DataChoice {
  /** Tells choices apart; stable. */
  readonly key: string;
  readonly label: string;
  readonly source: DataSource;
  /** How the images were split, in a sentence. */
  readonly split: string;
}

/** The dataset that is shown when nothing else is known. */
const DEFAULT_DATASET = 'fashion-mnist';

/**
 * What there is to look at: what runs were trained on, runs with the same images and the same split as one, and a dataset
 * that was asked for (first); where there is neither, the default.
 */
export function dataChoices(runs: readonly ShownRun[], asked: string | undefined): DataChoice[] {
  const ofRuns = new Map<string, ShownRun[]>();
  for (const run of runs) {
    if (run.state.started === undefined) continue;
    const { dataset, request } = run.state.started;
    const { seed, validationSplit, limit, fold } = request;
    // Without a validation split the seed only orders the images.
    const parts = [
      dataset.checksum,
      validationSplit,
      limit ?? null,
      fold ?? null,
      validationSplit > 0 || limit !== undefined || fold !== undefined ? seed : 0,
    ];
    const key = JSON.stringify(parts);
    ofRuns.set(key, [...(ofRuns.get(key) ?? []), run]);
  }
  const choices = [...ofRuns].flatMap(([key, [first, ...others]]): DataChoice[] =>
    first === undefined ? [] : [choiceOf(key, first, others)],
  );
  if (asked === undefined && choices.length > 0) return choices;
  const dataset = asked ?? DEFAULT_DATASET;
  const alone: DataChoice = {
    key: `dataset ${dataset}`,
    label: printable(dataset),
    source: { dataset },
    split:
      'Each training splits the training images anew, by its seed: a part of them watches the training (validation).',
  };
  return [alone, ...choices];
}

function choiceOf(key: string, first: ShownRun, others: readonly ShownRun[]): DataChoice {
  const started = first.state.started;
  const letters = [first, ...others].map(({ letter }) => letter).join(', ');
  const name = printable(started?.dataset.name ?? '');
  return {
    key,
    label: others.length === 0 ? `${name} of ${first.letter} ${runName(first)}` : `${name} of ${letters}`,
    source: { runId: first.runId },
    split: started === undefined ? '' : splitSentence(started.request, started.dataset.trainCount),
  };
}

function splitSentence(
  { seed, validationSplit, limit, fold }: Pick<RunRequest, 'seed' | 'validationSplit' | 'limit' | 'fold'>,
  allCount: number,
): string {
  const trainCount = allCount - (fold === undefined ? 0 : heldOutCount(allCount, fold));
  const heldOut =
    fold === undefined
      ? ''
      : `Part ${fold.index + 1} of ${fold.count} was held out, ${formatQuantity(allCount - trainCount, 'image')}, to be judged by this run. `;
  const isLimited = limit !== undefined && limit < trainCount;
  const limited = isLimited
    ? `Of ${formatQuantity(trainCount, 'training image')}, ${formatQuantity(limit, 'image')} were drawn at random. `
    : '';
  const those = isLimited ? 'those' : 'the training images';
  const validation =
    validationSplit === 0
      ? `All of ${those} were trained on; none watched the training.`
      : `${formatPercent(validationSplit, Number.isInteger(validationSplit * 100) ? 0 : 1)} of ${those}, drawn at random, watched the training (validation).`;
  return `${heldOut}${limited}${validation} Seed ${seed}.`;
}
