import { traceImage } from '../../src/core/evidence/imageTrace.js';
import { formatCount, NO_VALUE, printable } from '../../src/core/format.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { RunEvidence } from '../../src/protocol/samples.js';

/** One layer's vote on an image, with a way to its line. */
export interface VoteEntry {
  readonly name: string;
  /** In the text that was trained, from 1; undefined where the run does not say. */
  readonly line: number | undefined;
  readonly link: string;
  readonly vote: string;
  readonly isRight: boolean;
  /** From here on all layers are wrong. */
  readonly isWrongFrom: boolean;
}

/** Where an image went wrong. */
export interface WhereWrong {
  readonly sentence: string;
  /** The layer to look at first. */
  readonly wrongFrom: VoteEntry | undefined;
  readonly votes: readonly VoteEntry[];
}

/** What a run's layers take a test image of class `label` for, and where it went wrong. */
export function whereWrong(
  { state }: Pick<ShownRun, 'state'>,
  { evidence, votes }: RunEvidence,
  image: number,
  label: number,
  classNames: readonly string[],
): WhereWrong {
  const layers = evidence.layers.map(({ name }) => name);
  const count = votes.length / Math.max(1, layers.length);
  const traced = traceImage({ layers, count, votes }, image, label, state.started?.layers);
  const entries = traced.votes.map(
    ({ layer, line, vote, isRight, isWrongFrom }): VoteEntry => ({
      name: layer,
      line,
      link: `${printable(layer)}${line === undefined ? '' : `, line ${formatCount(line)}`}`,
      vote: vote === undefined ? NO_VALUE : (classNames[vote] ?? `class ${vote}`),
      isRight,
      isWrongFrom,
    }),
  );
  return { sentence: traced.sentence, wrongFrom: entries.find(({ isWrongFrom }) => isWrongFrom), votes: entries };
}
