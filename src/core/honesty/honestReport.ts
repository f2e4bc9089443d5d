import type { JudgedRun } from '../comparison/judgedRun.js';
import type { DatasetFindings } from './findings.js';
import { type HonestScores, honestScores, type RankStability, rankStability } from './honestScores.js';
import { type ImageJudgement, overlayOf } from './imageJudgements.js';

/** Runs scored with all test images, and without those in doubt. */
export interface HonestReport {
  readonly views: readonly HonestScores[];
  readonly stability: RankStability;
}

/** What is in doubt about a dataset, and what people have said of it, in the order in which they said it. */
export interface DatasetDoubts {
  readonly findings: DatasetFindings;
  readonly judgements: readonly ImageJudgement[];
}

/** What becomes of runs' scores without what is in doubt; undefined where that changes nothing about the test images. */
export function honestReportOf(
  runs: readonly JudgedRun[],
  { findings, judgements }: DatasetDoubts,
  options: { readonly margin?: number | undefined } = {},
): HonestReport | undefined {
  const views = honestScores(runs, findings, overlayOf(judgements), options);
  return views.length < 2 ? undefined : { views, stability: rankStability(views) };
}

/** Only what is in doubt about test images: what scores without it take. */
export function testDoubts({ findings: { duplicates, labels }, judgements }: DatasetDoubts): DatasetDoubts {
  const across = (pairs: NonNullable<typeof duplicates>['exact']) =>
    pairs.filter(({ first, second }) => first.split !== second.split);
  return {
    findings: {
      ...(duplicates === undefined
        ? {}
        : { duplicates: { ...duplicates, exact: across(duplicates.exact), near: across(duplicates.near) } }),
      ...(labels === undefined ? {} : { labels: { ...labels, train: { ...labels.train, suspects: [] } } }),
    },
    judgements: judgements.filter(({ split }) => split === 'test'),
  };
}
