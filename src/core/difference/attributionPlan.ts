import type { PlanTarget } from '../plan/planModel.js';
import { differenceText, sameValue } from '../run/definitionDifference.js';
import { applyChanges } from './applyChanges.js';
import { type AttributionMethod, type NodeMask, nodesOf } from './attributionDesign.js';
import type { AttributedGroup } from './attributionRecord.js';
import { type ChangeGroup, formGroups, requireManageable } from './changeGroups.js';
import { type ComparedModel, compareModels, type DefinitionComparison } from './definitionChanges.js';

/** A model that an attribution needs. */
export interface AttributionModel {
  readonly mask: NodeMask;
  /** Indices of the groups that are applied. */
  readonly applied: readonly number[];
  /** `between`: neither of the two that are compared. */
  readonly side: 'first' | 'second' | 'between';
  readonly name: string;
  /** The definition to be trained. */
  readonly text: string;
}

/** What is to be trained to tell what each change is worth. */
export interface AttributionPlan {
  readonly method: AttributionMethod;
  readonly comparison: DefinitionComparison;
  readonly groups: readonly ChangeGroup[];
  /** The fewest changes first. */
  readonly models: readonly AttributionModel[];
}

/** What a person may choose. */
export interface AttributionChoice {
  readonly method: AttributionMethod;
  /** Numbers of changes, from 0, that are to be applied together. */
  readonly groups?: readonly (readonly number[])[];
}

const MAXIMUM_NAME = 80;
const MAXIMUM_DESCRIPTION = 1000;

/**
 * What is to be trained to attribute the difference of two models. The two themselves are trained from their own texts,
 * unless different things are laid over them.
 * @throws AttributionError when there is nothing to attribute, or too much.
 */
export function planAttribution(
  first: ComparedModel,
  second: ComparedModel,
  target: PlanTarget,
  { method, groups: asked }: AttributionChoice,
): AttributionPlan {
  const comparison = compareModels(first, second);
  const groups = formGroups(comparison, target, method, asked);
  requireManageable(groups, method);
  const isAlikeOverridden = sameValue(first.override ?? {}, second.override ?? {});
  const masks = nodesOf(method, groups.length);
  const all = 2 ** groups.length - 1;
  const taken = new Set<string>([first.definition.name, second.definition.name]);
  const models = masks.map((mask): AttributionModel => {
    const applied = groups.flatMap((_, index) => (Math.floor(mask / 2 ** index) % 2 === 1 ? [index] : []));
    const changes = new Set(applied.flatMap((index) => groups[index]?.changes ?? []));
    const end = mask === 0 ? first.definition : mask === all ? second.definition : undefined;
    const side = mask === 0 ? 'first' : mask === all ? 'second' : 'between';
    if (end !== undefined) {
      const own = isAlikeOverridden ? end.document?.text : undefined;
      const text = own ?? applyChanges(comparison, changes, { name: end.name });
      return { mask, applied, side, name: end.name, text };
    }
    const labels = applied.map((index) => groups[index]?.label ?? '');
    const name = freeName(`${first.definition.name} + ${labels.join(' + ')}`, taken);
    taken.add(name);
    const description = cut(`${first.definition.name} with ${labels.join('; ')}.`, MAXIMUM_DESCRIPTION);
    return { mask, applied, side, name, text: applyChanges(comparison, changes, { name, description }) };
  });
  return { method, comparison, groups, models };
}

/** A group as it is stored. */
export function attributedGroup({ label, changes, reasons }: ChangeGroup): AttributedGroup {
  return {
    label,
    reasons,
    changes: changes.map(({ difference }) => ({
      text: differenceText(difference),
      firstLine: difference.first?.line ?? null,
      secondLine: difference.second?.line ?? null,
    })),
  };
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const name = cut(wanted, MAXIMUM_NAME);
  for (let count = 2; taken.has(name) && count < 1000; count += 1) {
    const other = `${cut(wanted, MAXIMUM_NAME - 7)} (${count})`;
    if (!taken.has(other)) return other;
  }
  return name;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
