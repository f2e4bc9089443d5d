import { firstWrongLayer, votesOn } from '../../src/core/evidence/layerEvidence.js';
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
  const names = evidence.layers.map(({ name }) => name);
  const count = votes.length / Math.max(1, names.length);
  const said = votesOn({ layers: names, count, votes }, image, label);
  const wrong = firstWrongLayer(said);
  const entries = said.map(({ layer, vote, isRight }): VoteEntry => {
    const line = state.started?.layers.find((record) => record.name === layer)?.line;
    return {
      name: layer,
      line,
      link: `${printable(layer)}${line === undefined ? '' : `, line ${formatCount(line)}`}`,
      vote: vote === undefined ? NO_VALUE : (classNames[vote] ?? `class ${vote}`),
      isRight,
      isWrongFrom: layer === wrong?.layer,
    };
  });
  const wrongFrom = entries.find(({ isWrongFrom }) => isWrongFrom);
  return { sentence: sentenceOf(entries, wrongFrom), wrongFrom, votes: entries };
}

function sentenceOf(entries: readonly VoteEntry[], wrongFrom: VoteEntry | undefined): string {
  if (entries.length === 0) return 'The layers were not asked about this image: the training was too short for it.';
  const voting = entries.filter(({ vote }) => vote !== NO_VALUE);
  if (wrongFrom !== undefined) {
    const before = voting[voting.indexOf(wrongFrom) - 1];
    return before === undefined
      ? `No layer has it right, from ${printable(wrongFrom.name)}, the first, on.`
      : `It went wrong at ${printable(wrongFrom.name)}: ${printable(before.name)} before it has it right, from there on no layer has.`;
  }
  const firstRight = voting[voting.findLastIndex(({ isRight }) => !isRight) + 1];
  return `It went right: from ${printable(firstRight?.name ?? '')} on every layer has it.`;
}
