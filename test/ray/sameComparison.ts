import { annText, cnnText } from '../support/faultRuns.js';
import { type Outcome, resubmissionsOf } from './fault.js';
import { hashOf, resultOf } from './runResult.js';
import type { Run, Trial } from './trial.js';

const SHOWN_HEX = 16;

interface Compared {
  readonly runs: readonly Run[];
  /** What the command prints, but for ids and times of runs, and where they ran. */
  readonly printed: readonly string[];
}

/** One comparison file, by `bakeoff compare FILE` here and with `--runner ray` there: weights, predictions, what is printed. */
export async function sameComparison(trial: Trial): Promise<Outcome> {
  await trial.cluster.atLeast(2);
  const models = [
    trial.write('dense.model.jsonc', annText(4).replace('"ann"', '"dense"')),
    trial.write('conv.model.jsonc', cnnText(4).replace('"cnn"', '"conv"')),
  ];
  const comparison = { name: 'same', dataset: 'fashion-mnist', models, seeds: [1, 2, 3] };
  const file = trial.write('same.bakeoff.jsonc', JSON.stringify(comparison));
  const here = await compared(trial, file, 'same-here');
  const there = await compared(trial, file, 'same-there', '--parallel', '4', ...trial.onCluster);
  const pairs = here.runs.map((run, index) => [run, there.runs[index]] as const);
  if (pairs.length !== 6 || there.runs.length !== 6)
    throw new Error(`${pairs.length} and ${there.runs.length} runs, not six.`);
  const rows = pairs.map(([one, other]) => {
    if (other === undefined || resultOf(one) !== resultOf(other))
      throw new Error(`Another result of ${labelOf(one)}:\n${resultOf(one)}\n${other && resultOf(other)}`);
    return row(one, other);
  });
  const odd = here.printed.findIndex((line, index) => line !== there.printed[index]);
  if (odd >= 0 || here.printed.length !== there.printed.length)
    throw new Error(`Other words:\n${here.printed[odd]}\n${there.printed[odd]}`);
  return {
    words: `6 of 6 runs and ${here.printed.length} printed lines`,
    isEqual: true,
    resubmissions: resubmissionsOf(...there.runs),
    shown: [
      'One comparison file, here and on the cluster: run, accuracy, weights and predictions (SHA-256) here = there',
      ...rows,
      `Both print: ${here.printed[0]}`,
    ],
  };
}

async function compared(trial: Trial, file: string, name: string, ...more: readonly string[]): Promise<Compared> {
  const root = trial.cluster.place(name);
  const { printed } = await trial.bakeoff(['compare', file, '--runs', root, ...trial.of, ...more]);
  const runs = [...(await trial.runsIn(root))].sort((a, b) => labelOf(a).localeCompare(labelOf(b)));
  return { runs, printed: withoutPlaceAndTimes(printed) };
}

/** Ids of runs hold the time, one row of the table the seconds, and a run tells where it ran; the rest must be the same. */
function withoutPlaceAndTimes(printed: string): readonly string[] {
  return printed
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('│ Time '))
    .map((line) => line.replaceAll(/\d{8}-\d{6}-(\w+-s\d+)-[0-9a-f]{4}/g, '$1').replace(/, ran on \S+ of \S+$/, ''));
}

function row(here: Run, there: Run): string {
  const { evaluation, weightsHash } = here.state;
  const short = (hash: string | undefined) => String(hash).slice(0, SHOWN_HEX);
  return (
    `  ${labelOf(here).padEnd(14)} ${((evaluation?.test.accuracy ?? Number.NaN) * 100).toFixed(2)} %  ` +
    `${short(weightsHash)} = ${short(there.state.weightsHash)}  ` +
    `${short(hashOf(here, 'predictions'))} = ${short(hashOf(there, 'predictions'))}`
  );
}

function labelOf({ state }: Run): string {
  return `${state.started?.modelName} seed ${state.started?.request.seed}`;
}
