import type { Selection } from '../../src/protocol/page.js';

/** What is selected, and the ways back and forward from there. */
export interface SelectionHistory {
  readonly present: Selection;
  /** The nearest last. */
  readonly past: readonly Selection[];
  /** The nearest first. */
  readonly future: readonly Selection[];
}

/** Parts of a selection that become another; undefined takes a part away. */
export type SelectionChange = { readonly [Part in keyof Selection]?: Selection[Part] | undefined };

const LONGEST = 50;

export const initialHistory: SelectionHistory = {
  present: { runs: [], view: 'overview', split: 'test' },
  past: [],
  future: [],
};

/** A step that Alt+← takes back. Nothing happens where nothing changes. */
export function step(history: SelectionHistory, change: SelectionChange): SelectionHistory {
  const present = changed(history.present, change);
  if (isSame(present, history.present)) return history;
  return { present, past: [...history.past, history.present].slice(-LONGEST), future: [] };
}

/** Changes what is selected without a step: what the person did not do by a choice of their own. */
export function amend(history: SelectionHistory, change: SelectionChange): SelectionHistory {
  const present = changed(history.present, change);
  return isSame(present, history.present) ? history : { ...history, present };
}

/** The runs that are shown are the host's to say: going back does not bring others. */
export function back({ present, past, future }: SelectionHistory): SelectionHistory | undefined {
  const before = past.at(-1);
  if (before === undefined) return undefined;
  return { present: { ...before, runs: present.runs }, past: past.slice(0, -1), future: [present, ...future] };
}

export function forward({ present, past, future }: SelectionHistory): SelectionHistory | undefined {
  const [next, ...rest] = future;
  if (next === undefined) return undefined;
  return { present: { ...next, runs: present.runs }, past: [...past, present], future: rest };
}

function changed(selection: Selection, change: SelectionChange): Selection {
  const entries = Object.entries({ ...selection, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as Selection;
}

function isSame(a: Selection, b: Selection): boolean {
  const ordered = (selection: Selection) => JSON.stringify(Object.entries(selection).sort());
  return ordered(a) === ordered(b);
}
