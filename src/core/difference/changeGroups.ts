import { formatQuantity } from '../format.js';
import type { PlanTarget } from '../plan/planModel.js';
import { differenceText } from '../run/definitionDifference.js';
import { applyChanges } from './applyChanges.js';
import { type AttributionMethod, nodesOf } from './attributionDesign.js';
import { errorOf, planText } from './changeEffects.js';
import type { DefinitionChange, DefinitionComparison } from './definitionChanges.js';

/** Changes that are applied together. */
export interface ChangeGroup {
  /** In the order of the comparison. */
  readonly changes: readonly DefinitionChange[];
  /** Safe to show. */
  readonly label: string;
  /** Why changes were put together that nobody asked to be; sentences, safe to show. */
  readonly reasons: readonly string[];
}

/** Changes that cannot be attributed one by one: what is wrong, and what to do. */
export class AttributionError extends Error {
  override readonly name = 'AttributionError';
  constructor(
    message: string,
    readonly advice?: string,
  ) {
    super(message);
  }
}

/** Most groups of which all combinations are trained: 16 models. */
export const MOST_SHAPLEY_GROUPS = 4;
/** Most groups by any method: each is a model or two for each seed. */
export const MOST_GROUPS = 24;

/**
 * The groups whose worth is to be told: those that are asked for (numbers of changes, from 0), each other change by itself;
 * where a model that the method needs would be none, groups are put together with what they need, and say so.
 * @throws AttributionError when there is nothing to attribute, a number is none or asked for twice, or there are too many.
 */
export function formGroups(
  comparison: DefinitionComparison,
  target: PlanTarget,
  method: AttributionMethod,
  asked: readonly (readonly number[])[] = [],
): ChangeGroup[] {
  const { changes } = comparison;
  if (changes.length === 0)
    throw new AttributionError('The definitions mean the same: there is no difference to attribute.');
  const problemOf = soundness(comparison, target);
  const whole = problemOf(new Set(changes));
  if (whole !== undefined) throw new AttributionError(`The second definition is no model for these images: ${whole}`);
  let groups = startingGroups(changes, asked);
  // What needs each other may bring the number down, but to try all combinations there must be few.
  if (method === 'shapley' && groups.length > 2 * MOST_SHAPLEY_GROUPS) throw tooMany(groups.length, method);
  for (;;) {
    const broken = firstBroken(groups, method, problemOf);
    if (broken === undefined) break;
    groups = joined(groups, broken, method, problemOf);
  }
  return groups.map(({ changes: members, reasons }) => ({
    changes: members,
    reasons: shortened(reasons),
    label: labelOf(members),
  }));
}

/** The first reason stands for the like of it. */
function shortened(reasons: readonly string[]): readonly string[] {
  const [first] = reasons;
  if (first === undefined || reasons.length === 1) return reasons;
  return [`${first} So were ${formatQuantity(reasons.length - 1, 'more of them', 'more of them')}, for the like.`];
}

/** What a group is called: its changes, the first of many. */
export function labelOf(changes: readonly DefinitionChange[]): string {
  const texts = changes.slice(0, 3).map(({ difference }) => differenceText(difference));
  const further = changes.length - texts.length;
  return further > 0 ? `${texts.join(' + ')} + ${further} more` : texts.join(' + ');
}

type Draft = Omit<ChangeGroup, 'label'>;
type ProblemOf = (applied: ReadonlySet<DefinitionChange>) => string | undefined;

function startingGroups(changes: readonly DefinitionChange[], asked: readonly (readonly number[])[]): Draft[] {
  const seen = new Set<number>();
  for (const number of asked.flat()) {
    if (changes[number] === undefined)
      throw new AttributionError(`There is no change ${number + 1}: they are numbered 1 to ${changes.length}.`);
    if (seen.has(number)) throw new AttributionError(`Change ${number + 1} is in two groups; keep it in one.`);
    seen.add(number);
  }
  const together = asked
    .filter((numbers) => numbers.length > 0)
    .map((numbers) => [...numbers].sort((one, other) => one - other));
  const alone = changes.flatMap((_, number) => (seen.has(number) ? [] : [[number]]));
  return [...together, ...alone]
    .sort((one, other) => (one[0] ?? 0) - (other[0] ?? 0))
    .map((numbers) => ({ changes: numbers.flatMap((number) => changes[number] ?? []), reasons: [] }));
}

/** @throws AttributionError when there are more groups than the method takes. */
export function requireManageable(groups: readonly ChangeGroup[], method: AttributionMethod): void {
  const most = method === 'shapley' ? MOST_SHAPLEY_GROUPS : MOST_GROUPS;
  if (groups.length > most) throw tooMany(groups.length, method);
}

function tooMany(count: number, method: AttributionMethod): AttributionError {
  const most = method === 'shapley' ? MOST_SHAPLEY_GROUPS : MOST_GROUPS;
  const what = method === 'shapley' ? 'All combinations are trained for Shapley values' : 'Each is trained';
  return new AttributionError(
    `${what}: at most ${most} changes or groups of changes, and there are ${count}.`,
    'Put some of them together.',
  );
}

interface Broken {
  readonly members: readonly number[];
  readonly problem: string;
}

function firstBroken(groups: readonly Draft[], method: AttributionMethod, problemOf: ProblemOf): Broken | undefined {
  for (const node of nodesOf(method, groups.length)) {
    const members = groups.flatMap((_, index) => (Math.floor(node / 2 ** index) % 2 === 1 ? [index] : []));
    if (members.length === 0 || members.length === groups.length) continue;
    const problem = problemOf(changesOf(groups, members));
    if (problem !== undefined) return { members, problem };
  }
  return undefined;
}

/** The groups with one of the broken model's joined with what it needs, the nearest that helps. */
function joined(
  groups: readonly Draft[],
  { members, problem }: Broken,
  method: AttributionMethod,
  problemOf: ProblemOf,
): Draft[] {
  const isSound = (indices: readonly number[]) => problemOf(changesOf(groups, indices)) === undefined;
  const culprit =
    method === 'path'
      ? (members.at(-1) ?? 0)
      : (members.findLast((member) => members.length > 1 && isSound(members.filter((other) => other !== member))) ??
        members.at(-1) ??
        0);
  const others = groups
    .map((_, index) => index)
    .filter((index) => !members.includes(index))
    .sort((one, other) => Math.abs(one - culprit) - Math.abs(other - culprit));
  const partner =
    method === 'path' ? culprit + 1 : (others.find((other) => isSound([...members, other])) ?? others[0] ?? culprit);
  const [low, high] = [Math.min(culprit, partner), Math.max(culprit, partner)];
  const [one, other] = [groups[low], groups[high]];
  if (one === undefined || other === undefined || low === high) return [...groups];
  const [named, added] = [groups[culprit] ?? one, groups[partner] ?? other];
  const without = members.length > 1 ? 'Without what comes after, ' : '';
  const reason = `${without}"${labelOf(named.changes)}" makes no valid model (${problem}), so it is taken together with "${labelOf(added.changes)}".`;
  const merged: Draft = {
    changes: [...one.changes, ...other.changes],
    reasons: [...one.reasons, ...other.reasons, reason],
  };
  return groups.flatMap((group, index) => (index === low ? merged : index === high ? [] : group));
}

function changesOf(groups: readonly Draft[], indices: readonly number[]): Set<DefinitionChange> {
  return new Set(indices.flatMap((index) => groups[index]?.changes ?? []));
}

/** Why the first definition with some changes is no model to be trained; undefined where it is one. */
function soundness(comparison: DefinitionComparison, target: PlanTarget): ProblemOf {
  const known = new Map<string, string | undefined>();
  const unreadAtEnds = new Set(
    [comparison.first, comparison.second].flatMap(({ document }) =>
      document === undefined ? [] : unreadOf(planText(document.text, target).problems),
    ),
  );
  return (applied) => {
    const key = comparison.changes.map((change) => (applied.has(change) ? 1 : 0)).join('');
    if (known.has(key)) return known.get(key);
    const missing = missingRead(comparison, applied);
    let problem: string | undefined = missing && `it reads ${missing}, which is not there`;
    if (problem === undefined) {
      const { plan, problems } = planText(applyChanges(comparison, applied, { name: 'intermediate' }), target);
      problem =
        plan === undefined ? errorOf(problems) : unreadOf(problems).find((message) => !unreadAtEnds.has(message));
    }
    known.set(key, problem);
    return problem;
  };
}

function unreadOf(problems: readonly { readonly code: string; readonly message: string }[]): string[] {
  return problems.filter(({ code }) => code === 'unread-layer').map(({ message }) => message);
}

/** A layer that something reads by name which is added, or moved there, while the layer itself is not there. */
function missingRead({ layers, changes }: DefinitionComparison, applied: ReadonlySet<DefinitionChange>) {
  const steps = changes.filter((change) => applied.has(change)).map(({ step }) => step);
  const changed = (kind: string) =>
    new Set(steps.flatMap((step) => (step.kind === kind && 'place' in step ? step.place : [])));
  const [presence, from] = [changed('presence'), changed('from')];
  const isPresent = layers.map(
    ({ first, second }, place) =>
      (first !== undefined && second !== undefined) || presence.has(place) === (second !== undefined),
  );
  for (const [place, { first, second, before, after }] of layers.entries()) {
    const isOwn = first === undefined || second === undefined || before !== after;
    const reading = from.has(place) ? after : before;
    if (!isPresent[place] || !isOwn || reading === 'previous') continue;
    const absent = reading.find((read) => isPresent[read] !== true);
    if (absent !== undefined) return (layers[absent]?.first ?? layers[absent]?.second)?.name;
  }
  return undefined;
}
