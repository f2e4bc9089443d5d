import type { Judgement } from '../../src/core/comparison/judgement.js';
import type { EvaluatedRun, EvaluatedRuns } from '../state/evaluatedRuns.js';
import { judgedPair } from '../state/judged.js';
import { cellKey } from './confusionCells.js';
import type { ConfusionChoices, ConfusionPicture, NotableCells } from './confusionModel.js';

/** Only differences on the test images have been judged. */
export function wantsJudgement(
  { baseline, comparable, split }: Pick<EvaluatedRuns, 'baseline' | 'comparable' | 'split'>,
  { layout }: Pick<ConfusionChoices, 'layout'>,
): boolean {
  return layout === 'difference' && baseline !== undefined && comparable.length > 1 && split === 'test';
}

/** The cells in which runs' models differ from the baseline's by more than chance makes of it. */
export function notableCells(
  judgement: Judgement | undefined,
  baseline: EvaluatedRun | undefined,
  runs: readonly EvaluatedRun[],
): NotableCells {
  if (judgement === undefined || baseline === undefined) return new Map();
  return new Map(
    runs.map(({ runId }) => {
      const cells = judgedPair(judgement, baseline.runId, runId)?.exploratory.cells ?? [];
      return [
        runId,
        new Set(
          cells.flatMap(({ trueClass, predictedClass, isNotable }) =>
            isNotable ? cellKey(trueClass, predictedClass) : [],
          ),
        ),
      ];
    }),
  );
}

/** What the outlines of a difference stand for; empty for other pictures, and while nothing has been judged. */
export function outlineText({ layout, matrices }: ConfusionPicture, judgement: Judgement | undefined): string {
  const [matrix] = matrices;
  if (layout !== 'difference' || matrix?.againstId === undefined || judgement === undefined) return '';
  const pair = judgedPair(judgement, matrix.againstId, matrix.runId);
  if (pair === undefined) return 'Both runs are of one model, with other seeds: no cell is tested.';
  const models = [pair.from, pair.to].map((index) => judgement.groups[index]?.runIds.length ?? 1);
  const seeds = models.every((count) => count === 1) ? '' : ' between the models, over all their seeds';
  return pair.exploratory.cells.some(({ isNotable }) => isNotable)
    ? `Outlined: cells that differ by more than chance makes of it${seeds}, each by a test of its own; exploratory, about one in ten of them may be chance (Benjamini–Hochberg, 10 %).`
    : `No cell differs by more than chance may make of it${seeds} (each tested by itself, Benjamini–Hochberg, 10 %): no outline.`;
}
