import { parseModel } from '../definition/parseModel.js';
import { createLineMap } from '../definition/position.js';
import { printable } from '../format.js';
import { differenceText } from '../run/definitionDifference.js';
import type { AttributionRecord } from './attributionRecord.js';
import { estimateText } from './attributionText.js';
import { compareModels, type DefinitionChange } from './definitionChanges.js';

/** What is said above a line where two definitions differ. */
export interface ChangeLens {
  readonly offset: number;
  /** What the change is worth, safe to show; absent where that has not been measured. */
  readonly measured?: string;
}

/**
 * What is said in one of two definitions, at the lines of their changes: removed layers in the first, everything else in the
 * second. None where one of them has errors.
 */
export function changeLenses(
  firstText: string,
  secondText: string,
  side: 'first' | 'second',
  record: AttributionRecord | undefined,
): ChangeLens[] {
  const [first, second] = [parseModel(firstText).value, parseModel(secondText).value];
  if (first === undefined || second === undefined) return [];
  const lines = createLineMap(side === 'first' ? firstText : secondText);
  const lenses: ChangeLens[] = [];
  const seen = new Set<string>();
  const { changes } = compareModels({ definition: first }, { definition: second });
  for (const change of changes) {
    const isRemoval = change.difference.kind === 'removed';
    if (isRemoval !== (side === 'first')) continue;
    const { start } = change.places[side];
    const measured = record === undefined ? undefined : measuredText(change, record);
    // One line says it once.
    const key = `${lines.positionAt(start).line} ${measured ?? ''}`;
    if (seen.has(key)) continue;
    seen.add(key);
    lenses.push({ offset: start, ...(measured === undefined ? {} : { measured }) });
  }
  return lenses;
}

function measuredText({ difference }: DefinitionChange, { groups, result }: AttributionRecord): string | undefined {
  const text = differenceText(difference);
  const line = difference.second?.line ?? null;
  const index = groups.findIndex(({ changes }) =>
    changes.some((change) => change.text === text && change.secondLine === line),
  );
  const [group, step] = [groups[index], result.steps[index]];
  if (group === undefined || !step) return undefined;
  const what = group.changes.length === 1 ? printable(text) : printable(group.label);
  return `${what}: ${estimateText(step)}${result.isInseparable ? ' (cannot be told apart)' : ''}`;
}
