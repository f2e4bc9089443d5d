import { formatPercent, NO_VALUE, printable } from '../format.js';
import type { SweepSummary, Trial } from './sweepTrials.js';

/** What a sweep came to, in whole sentences, for people. */
export function sweepSentences(summary: SweepSummary): string[] {
  return [...bestSentences(summary), ...importanceSentences(summary)];
}

function bestSentences({ best, trials }: SweepSummary): string[] {
  if (best === null) return ['No trial has a validation accuracy yet.'];
  const measured = trials.filter(({ validationAccuracy }) => validationAccuracy !== null).length;
  const found = `Best of ${measured} on validation images: ${printable(best.name)}, ${percent(best.validationAccuracy)}${best.isComplete ? '' : ` after ${best.epochs} epochs`}.`;
  if (measured < 2) return [found];
  return [found, `The best of ${measured} is partly luck, so that this figure is too good; ${testWords(best)}`];
}

function testWords({ testAccuracy, testInterval, runs }: Trial): string {
  if (testAccuracy === null) return 'there is no test accuracy of it yet.';
  const spread =
    testInterval === null
      ? `mean of ${runs.length} seeds`
      : `95 % interval ${percent(testInterval.low)}–${percent(testInterval.high)}`;
  return `the test images, which chose nothing, say ${percent(testAccuracy)} (${spread}).`;
}

function importanceSentences({ importance, importanceEpoch }: SweepSummary): string[] {
  if (importance.kind === 'noVariation') return ['All trials have the same validation accuracy: nothing mattered.'];
  if (importance.kind === 'tooFewTrials')
    return [
      `What mattered cannot be told from ${importance.trials} trials; for so many options and values it takes ${importance.neededTrials} at least.`,
    ];
  const { shares, unexplained, first, trials } = importance;
  const when =
    importanceEpoch === null
      ? ''
      : ` after ${importanceEpoch === 1 ? 'the first epoch' : `epoch ${importanceEpoch}`}, which all reached`;
  const listed = shares
    .map(
      ({ path, share, low, high }) =>
        `${printable(path)} ${whole(share)} (${low < 0.005 ? 'perhaps nothing, at most ' : `${whole(low)}–`}${whole(high)})`,
    )
    .join(', ');
  const conclusion =
    first === null
      ? 'Which of them matters most cannot be told from these trials.'
      : `${printable(first)} matters most.`;
  return [
    `What mattered for the validation accuracy of ${trials} trials${when}, as parts of its variation with 95 % intervals: ${listed}; the rest, ${whole(unexplained)}, is how options act on each other, and chance.`,
    conclusion,
  ];
}

function percent(value: number | null): string {
  return value === null ? NO_VALUE : formatPercent(value);
}

function whole(share: number): string {
  return `${Math.round(100 * share)} %`;
}
