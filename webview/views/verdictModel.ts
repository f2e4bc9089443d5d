import type { Coverage, JudgedPair, Judgement, VerdictKind } from '../../src/core/comparison/judgement.js';
import { reversed } from '../../src/core/comparison/orientPair.js';
import { sequentialNotes } from '../../src/core/comparison/sequentialNotes.js';
import { formatCount, formatFixed, formatPercent, formatQuantity, printable } from '../../src/core/format.js';
import { type ImageChange, imageChanges } from '../../src/core/samples/changedImages.js';
import type { Focus } from '../../src/protocol/page.js';
import { groupOfRun } from '../state/judged.js';

/** Images that changed from one model to another, with a way to them. */
export interface ChangeLink {
  readonly change: ImageChange;
  /** `512 fixed` */
  readonly text: string;
  /** Where the counts are means over seeds: of which runs the images are. */
  readonly hint: string;
  /** Letters of the runs of the model that the images are held against, and of the other. */
  readonly letters: VerdictLine['letters'];
  readonly focus: Focus;
}

/** What is said of two models. */
export interface VerdictLine {
  /** Letters of the runs of both, the one that the other is held against first. */
  readonly letters: readonly [from: readonly string[], to: readonly string[]];
  readonly kind: VerdictKind;
  readonly sentence: string;
  /** Counted as in the sentence: what the one ahead fixes and breaks. */
  readonly changes: readonly ChangeLink[];
}

/** Models that share a place. */
export interface TierLine {
  readonly title: string;
  readonly models: readonly {
    readonly letters: readonly string[];
    /** `cnn 92.31 % (91.8–92.8)` */
    readonly text: string;
    /** Not clearly told from the tiers below either. */
    readonly isOverlapping: boolean;
  }[];
}

/** The verdict on some models: no more than can be said. */
export interface Verdict {
  /** On the whole; empty where the lines say it already. */
  readonly headline: string;
  /** Every other model against the baseline, else against the first. */
  readonly lines: readonly VerdictLine[];
  /** All other pairs. */
  readonly others: readonly VerdictLine[];
  /** Empty for one model. */
  readonly tiers: readonly TierLine[];
  /** What the intervals cover, and what else has to be known. */
  readonly notes: readonly string[];
}

/** `baseline`: a run's id. `letterOf`: of a run. */
export function verdictOf(
  judgement: Judgement,
  baseline: string | undefined,
  letterOf: (runId: string) => string,
): Verdict {
  const { pairs, groups, tiers, leftOut } = judgement;
  const first = Math.max(0, baseline === undefined ? 0 : groupOfRun(judgement, baseline));
  const isAgainst = ({ from, to }: JudgedPair) => from === first || to === first;
  const lettersOf = (index: number) => (groups[index]?.runIds ?? []).map(letterOf);
  const linksOf = (pair: JudgedPair) =>
    imageChanges.flatMap((change) =>
      linkOf(judgement, pair, change).map((link) => ({
        ...link,
        letters: [lettersOf(pair.from), lettersOf(pair.to)] as const,
      })),
    );
  const lineOf = (pair: JudgedPair): VerdictLine => ({
    letters: [lettersOf(pair.from), lettersOf(pair.to)],
    kind: pair.verdict.kind,
    sentence: pair.verdict.sentence,
    changes: linksOf(pair.difference < 0 ? reversed(pair) : pair),
  });
  return {
    headline: pairs.length > 1 ? judgement.sentence : '',
    lines: pairs.filter(isAgainst).map((pair) => lineOf(pair.to === first ? reversed(pair) : pair)),
    others: pairs.filter((pair) => !isAgainst(pair)).map(lineOf),
    tiers:
      groups.length < 2
        ? []
        : tiers.map((tier, index) => ({
            title: `Tier ${index + 1}`,
            models: tier.groups.map((group) => ({
              letters: lettersOf(group),
              text: accuracyText(judgement, group),
              isOverlapping: tier.overlapping.includes(group),
            })),
          })),
    notes: [
      ...coverageNotes(judgement),
      ...sequentialNotes(judgement),
      ...cochranNote(judgement),
      ...leftOut.map(({ message }) => printable(message)),
    ],
  };
}

/** Which tier each group is in, from 1; undefined for none. */
export function tierOf({ tiers }: Pick<Judgement, 'tiers'>, group: number): number | undefined {
  const index = tiers.findIndex(({ groups }) => groups.includes(group));
  return index < 0 ? undefined : index + 1;
}

function accuracyText({ groups }: Judgement, index: number): string {
  const group = groups[index];
  if (group === undefined) return '';
  const { value, interval } = group.accuracy;
  const bounds = interval === null ? '' : ` (${bound(interval.low)}–${bound(interval.high)})`;
  return `${printable(group.title)} ${formatPercent(value, 2)}${bounds}`;
}

function linkOf(
  { groups }: Judgement,
  { from, to, flips }: JudgedPair,
  change: ImageChange,
): Omit<ChangeLink, 'letters'>[] {
  const counts = { fixed: flips.fixed, broken: flips.broken, differently: flips.wrongDifferently };
  const [one, other] = [groups[from], groups[to]];
  if (one === undefined || other === undefined) return [];
  const [seed] = one.seeds.filter((candidate) => candidate !== null && other.seeds.includes(candidate));
  const [against, runId] = [one, other].map(
    ({ runIds, seeds }) => runIds[seed === undefined ? 0 : seeds.indexOf(seed)] ?? '',
  );
  if (against === undefined || runId === undefined) return [];
  const isMean = one.runIds.length > 1 || other.runIds.length > 1;
  const seedText = seed === undefined || seed === null ? 'their first runs' : `seed ${formatCount(seed)}`;
  return [
    {
      change,
      text: `${formatCount(Math.round(counts[change]))} ${words[change]}`,
      hint: isMean ? `a mean over seeds; the images are those of ${seedText}` : '',
      focus: { kind: 'changes', runId, against, change },
    },
  ];
}

const words = {
  fixed: 'fixed',
  broken: 'broken',
  differently: 'wrong differently',
} as const satisfies Record<ImageChange, string>;

/** Which variation the intervals cover: that of other images, or of other seeds too. */
function coverageNotes({ groups, pairs, margin, testCount }: Judgement): string[] {
  const found = new Set<Coverage>([
    ...groups.map(({ accuracy }) => accuracy.covers),
    ...pairs.map((pair) => pair.covers),
  ]);
  if (found.size === 0) return [];
  const images = `${formatCount(testCount)} test images`;
  const covered =
    found.size > 1
      ? `Intervals (95 %, ${images}) cover other test images, and where a model has three seeds or more also other seeds.`
      : found.has('images')
        ? `Intervals (95 %, ${images}) cover other test images, not other seeds: three seeds or more for each model would.`
        : `Intervals (95 %, ${images}) cover other test images and other seeds.`;
  return [`${covered} Differences within ${bound(margin)} points count as none.`];
}

function cochranNote({ cochran, groups }: Judgement): string[] {
  if (cochran === null) return [];
  const { q, degreesOfFreedom, p } = cochran;
  const written = p < 1e-4 ? '< 0.0001' : `= ${formatFixed(p, 4)}`;
  const said = p < 0.05 ? 'not all are the same' : 'they may all be the same';
  return [
    `Of all ${formatQuantity(groups.length, 'model')} together: ${said} (Cochran’s Q ${formatFixed(q, 1)}, ${formatQuantity(degreesOfFreedom, 'degree')} of freedom, p ${written}).`,
  ];
}

function bound(fraction: number): string {
  return formatFixed(fraction * 100, 1);
}
