import { reduceWithBatches } from '../../src/core/run/batchCurve.js';
import type { PageNotices, PageSection, ShownRun, Snapshot } from '../../src/protocol/page.js';
import { readFocus } from '../../src/protocol/pageReaders.js';
import {
  amend,
  back,
  forward,
  initialHistory,
  type SelectionChange,
  type SelectionHistory,
  step,
} from './selectionHistory.js';

/** Something that did not work, for people. */
export interface PageProblem {
  readonly message: string;
  readonly advice?: string;
}

/** All that the page draws from. */
export interface PageState {
  /** False until the host has told what there is. */
  readonly isReady: boolean;
  readonly runs: readonly ShownRun[];
  readonly missing: Snapshot['missing'];
  readonly baseline: string | undefined;
  readonly canTrain: boolean;
  /** A part of a view that was asked for: another object each time. */
  readonly sectionAsked: { readonly name: PageSection } | undefined;
  /** Id of a dataset that was asked for, besides those of the runs. */
  readonly dataset: string | undefined;
  /** About the page itself. */
  readonly notice: string | undefined;
  readonly history: SelectionHistory;
  /** What the person asked for last and could not be done. */
  readonly problem: PageProblem | undefined;
}

/** Everything that can happen to a page. */
export type PageChange =
  | { readonly kind: 'shown'; readonly snapshot: Snapshot }
  | { readonly kind: 'runEvents'; readonly told: PageNotices['runEvents'] }
  | { readonly kind: 'factsChanged'; readonly told: PageNotices['factsChanged'] }
  | { readonly kind: 'selected'; readonly change: SelectionChange }
  | { readonly kind: 'viewAsked'; readonly told: PageNotices['viewAsked'] }
  /** A change of the selection that is no step of its own. */
  | { readonly kind: 'amended'; readonly change: SelectionChange }
  | { readonly kind: 'wentBack' }
  | { readonly kind: 'wentForward' }
  | { readonly kind: 'failed'; readonly problem: PageProblem }
  | { readonly kind: 'problemDismissed' };

export const initialPageState: PageState = {
  isReady: false,
  runs: [],
  missing: [],
  baseline: undefined,
  canTrain: true,
  sectionAsked: undefined,
  dataset: undefined,
  notice: undefined,
  history: initialHistory,
  problem: undefined,
};

/** The page after a change; the same object where nothing changed. Pure. */
export function reducePage(state: PageState, change: PageChange): PageState {
  switch (change.kind) {
    case 'shown': {
      const { runs, missing, baseline, canTrain, dataset, notice, view } = change.snapshot;
      const history = amend(state.history, {
        runs: [...runs, ...missing].map(({ runId }) => runId),
        ...(view === undefined ? {} : { view }),
        ...focusAsked(change.snapshot.focus),
      });
      const asked = { ...state, ...sectionAsked(change.snapshot) };
      return { ...asked, isReady: true, runs, missing, baseline, canTrain, dataset, notice, history };
    }
    case 'runEvents': {
      const eventsOf = new Map(change.told.map(({ runId, events }) => [runId, events]));
      return withRuns(state, (run) => {
        const events = eventsOf.get(run.runId);
        return events === undefined ? run : reduceWithBatches(run, events);
      });
    }
    case 'factsChanged': {
      const { baseline, facts } = change.told;
      const factsOf = new Map(facts.map((fact) => [fact.runId, fact]));
      const next = withRuns(state, (run) => {
        const fact = factsOf.get(run.runId);
        if (fact === undefined) return run;
        const { label: _, isStale: __, ...rest } = run;
        return { ...rest, ...fact };
      });
      return next.baseline === baseline ? next : { ...next, baseline };
    }
    case 'viewAsked': {
      const { view, dataset = state.dataset } = change.told;
      const next = withHistory(state, step(state.history, { view, ...focusAsked(change.told.focus) }));
      const there = { ...next, ...sectionAsked(change.told) };
      return there.dataset === dataset && there.sectionAsked === next.sectionAsked ? next : { ...there, dataset };
    }
    case 'selected':
      return withHistory(state, step(state.history, change.change));
    case 'amended':
      return withHistory(state, amend(state.history, change.change));
    case 'wentBack':
      return withHistory(state, back(state.history));
    case 'wentForward':
      return withHistory(state, forward(state.history));
    case 'failed':
      return { ...state, problem: change.problem };
    case 'problemDismissed':
      return state.problem === undefined ? state : { ...state, problem: undefined };
  }
}

/** What the host asks to be looked at is said of the test images, of none of them in particular. */
function focusAsked(value: unknown): SelectionChange {
  const focus = readFocus(value);
  return focus === undefined ? {} : { focus, split: 'test', sample: undefined };
}

function sectionAsked({ section }: { readonly section?: PageSection }): Pick<PageState, 'sectionAsked'> | undefined {
  return section === undefined ? undefined : { sectionAsked: { name: section } };
}

function withRuns(state: PageState, map: (run: ShownRun) => ShownRun): PageState {
  const runs = state.runs.map(map);
  return runs.every((run, index) => run === state.runs[index]) ? state : { ...state, runs };
}

function withHistory(state: PageState, history: SelectionHistory | undefined): PageState {
  return history === undefined || history === state.history ? state : { ...state, history };
}
