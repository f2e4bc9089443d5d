import type { StoredRun } from '../host.js';
import { countRunning } from '../runs/countRunning.js';
import type { GroupBy, GroupNode, ResultNode, ResultsOutline, RunNode } from './resultNode.js';
import type { FilterContext, RunFilter } from './runFilter.js';
import { groupBySeeds, seedsFacts } from './seedGroups.js';
import { dayOf, timeOf } from './timeOf.js';

/** What the results tree is made from. */
export interface OutlineInput {
  readonly runs: readonly StoredRun[];
  readonly groupBy: GroupBy;
  readonly filter?: RunFilter;
  /** Ids of compared runs. */
  readonly compared: ReadonlySet<string>;
  readonly baseline?: string | undefined;
  isStale(run: StoredRun): boolean | undefined;
  /** Names of comparisons by the SHA-256 of their text. */
  readonly comparisonNames?: ReadonlyMap<string, string>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** So many hits of a filter are shown at once, without a click on their groups. */
const SHOWN_HITS = 200;

/**
 * The results tree: every run that the filter lets through stands in it once, the newest first, groups by their newest run.
 *
 * - definition: definition → runs
 * - dataset: dataset → definition → runs
 * - date: day → comparison (where more than one of its runs began on that day) → runs
 *
 * Newest first inside groups too: a run keeps its place while its accuracy rises, and what was just started is on top; a
 * heading says the best accuracy. Runs that differ in their seeds alone are one node, in the order of seeds.
 */
export function outlineResults(input: OutlineInput): ResultsOutline & { readonly nodes: Map<string, ResultNode> } {
  const { runs, filter } = input;
  const context = filterContextOf(input);
  const isFiltered = filter !== undefined && !filter.isEmpty;
  const shown = isFiltered ? runs.filter((run) => filter.matches(run, context)) : [...runs];
  shown.sort(byNewest);
  const builder = new OutlineBuilder(input, isFiltered && shown.length <= SHOWN_HITS);
  // Filtered groups are other groups: what a person opens among the hits stays shut in the whole tree.
  const roots = builder.addGroups(shown, levelsOf[input.groupBy], isFiltered ? 'filtered/' : '', undefined);
  return {
    roots,
    nodes: builder.nodes,
    shownCount: shown.length,
    runCount: runs.length,
  };
}

/** What a filter is told of runs, from what the tree is made from. */
export function filterContextOf({ now, isStale, compared }: OutlineInput): FilterContext {
  return {
    now,
    isStale: (run) => isStale(run as StoredRun) === true,
    isCompared: ({ runId }) => compared.has(runId),
  };
}

type Level = GroupNode['by'];

const levelsOf: Readonly<Record<GroupBy, readonly Level[]>> = {
  definition: ['definition'],
  dataset: ['dataset', 'definition'],
  date: ['day', 'comparison'],
};

/** Fills `nodes` from the top down. */
class OutlineBuilder {
  readonly nodes = new Map<string, ResultNode>();

  constructor(
    private readonly input: OutlineInput,
    private readonly isAllExpanded: boolean,
  ) {}

  addGroups(
    runs: readonly StoredRun[],
    [level, ...deeper]: readonly Level[],
    prefix: string,
    parent: string | undefined,
  ): string[] {
    if (level === undefined) return this.addRuns(runs, prefix, parent);
    const groups = groupBy(runs, (run) => this.keyOf(run, level));
    return [...groups].flatMap(([key, members]) => {
      // A comparison of one run says no more than the run.
      if (key === undefined || (level === 'comparison' && members.length === 1))
        return this.addGroups(members, deeper, prefix, parent);
      const id = `${prefix}${level}:${key}`;
      // The newest, and what is the only one within its heading.
      const isExpanded = this.isAllExpanded || groups.size === 1 || (parent === undefined && members[0] === runs[0]);
      const children = this.addGroups(members, deeper, `${id}/`, id);
      const bestAccuracy = bestOf(members);
      this.nodes.set(id, {
        kind: 'group',
        id,
        ...(parent === undefined ? {} : { parent }),
        children,
        by: level,
        ...this.namesOf(members, level, key),
        runCount: members.length,
        runningCount: countRunning(members),
        ...(bestAccuracy === undefined ? {} : { bestAccuracy }),
        isExpanded,
      });
      return id;
    });
  }

  /** Undefined: in no group of that level. */
  private keyOf(run: StoredRun, level: Level): string | undefined {
    if (level === 'comparison') return run.comparison;
    if (level === 'dataset') return run.dataset === undefined ? '' : `${run.dataset.checksum} ${run.dataset.name}`;
    if (level === 'day') return dayOf(timeOf(run));
    return run.definitionPath ?? run.modelName ?? '';
  }

  private namesOf(
    members: readonly StoredRun[],
    level: Level,
    key: string,
  ): Partial<Pick<GroupNode, 'name' | 'definitionPath' | 'daysAgo'>> {
    const [newest] = members;
    if (level === 'day') return { name: key, daysAgo: daysBetween(key, dayOf(this.input.now)) };
    const name =
      level === 'comparison'
        ? this.input.comparisonNames?.get(key)
        : level === 'dataset'
          ? newest?.dataset?.name
          : members.find(({ modelName }) => modelName !== undefined)?.modelName;
    return {
      ...(name === undefined ? {} : { name }),
      ...(level === 'definition' && newest?.definitionPath !== undefined
        ? { definitionPath: newest.definitionPath }
        : {}),
    };
  }

  private addRuns(runs: readonly StoredRun[], prefix: string, parent: string | undefined): string[] {
    const tells = this.input.groupBy === 'date' ? 'model' : 'time';
    return groupBySeeds(runs).map((members) => {
      const [newest, ...older] = members;
      if (newest === undefined) return '';
      if (older.length === 0) return this.addRun(newest, parent, tells);
      // The oldest: a run that is added changes no id.
      const id = `${prefix}seeds:${members.at(-1)?.folder}`;
      const bySeed = members.toSorted((a, b) => (a.seed ?? 0) - (b.seed ?? 0));
      const children = bySeed.map((run) => this.addRun(run, id, 'seed'));
      const facts = seedsFacts(bySeed);
      const { compared, isStale } = this.input;
      this.nodes.set(id, {
        kind: 'seeds',
        id,
        ...(parent === undefined ? {} : { parent }),
        children,
        ...facts,
        tells,
        isCompared: bySeed.every(({ runId }) => compared.has(runId)),
        isStale: bySeed.some((run) => isStale(run) === true),
      });
      return id;
    });
  }

  private addRun(run: StoredRun, parent: string | undefined, tells: RunNode['tells']): string {
    const { compared, baseline } = this.input;
    const id = run.folder;
    const failureId = `${id}#failure`;
    if (run.failure !== undefined)
      this.nodes.set(failureId, { kind: 'failure', id: failureId, parent: id, children: [], run });
    const node: RunNode = {
      kind: 'run',
      id,
      ...(parent === undefined ? {} : { parent }),
      children: run.failure === undefined ? [] : [failureId],
      run,
      isCompared: compared.has(run.runId),
      isBaseline: baseline === run.runId,
      isStale: this.input.isStale(run) === true,
      tells,
    };
    this.nodes.set(id, node);
    return id;
  }
}

/** In the order in which keys first occur. */
function groupBy(runs: readonly StoredRun[], keyOf: (run: StoredRun) => string | undefined) {
  const groups = new Map<string | undefined, [StoredRun, ...StoredRun[]]>();
  for (const run of runs) {
    const key = keyOf(run);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [run]);
    else members.push(run);
  }
  return groups;
}

function byNewest(a: StoredRun, b: StoredRun): number {
  return timeOf(b) - timeOf(a) || (a.folder < b.folder ? 1 : a.folder > b.folder ? -1 : 0);
}

function bestOf(runs: readonly StoredRun[]): number | undefined {
  let best: number | undefined;
  for (const { testAccuracy } of runs)
    if (testAccuracy !== undefined && (best === undefined || testAccuracy > best)) best = testAccuracy;
  return best;
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
