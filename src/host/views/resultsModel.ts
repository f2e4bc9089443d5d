import type { StoredRun } from '../host.js';
import { changedNodes, keepsPlace } from './outlineChanges.js';
import { filterContextOf, type OutlineInput, outlineResults } from './outlineResults.js';
import type { ResultNode, ResultsOutline } from './resultNode.js';

/** What has to be drawn anew: everything, or these nodes and all below them. */
export type Redrawn = readonly string[] | 'all';

/** The results tree as it was last drawn. Holds no data of its own: `input` is asked. */
export class ResultsModel {
  readonly #input: () => OutlineInput;
  #outline: ReturnType<typeof outlineResults> = { roots: [], nodes: new Map(), shownCount: 0, runCount: 0 };

  constructor(input: () => OutlineInput) {
    this.#input = input;
  }

  get outline(): ResultsOutline {
    return this.#outline;
  }

  get(id: string): ResultNode | undefined {
    return this.#outline.nodes.get(id);
  }

  /** Makes the outline anew. */
  refresh(): Redrawn {
    const before = this.#outline;
    const after = outlineResults(this.#input());
    this.#outline = after;
    return changedNodes(before, after);
  }

  /**
   * Takes newer states of runs. While they only train on, that costs nothing more than their own lines, however many runs
   * there are; `undefined` stands for a run that is gone.
   */
  update(runs: readonly (StoredRun | undefined)[]): Redrawn {
    const nodes: ResultNode[] = [];
    const input = this.#input();
    if (input.runs.length !== this.#outline.runCount) return this.refresh();
    const context = filterContextOf(input);
    for (const run of runs) {
      if (run === undefined) return this.refresh();
      const node = this.#outline.nodes.get(run.folder);
      const isHidden = input.filter?.matches(run, context) === false;
      if (isHidden && node === undefined) continue;
      if (isHidden || node?.kind !== 'run' || !keepsPlace(node.run, run)) return this.refresh();
      nodes.push({ ...node, run });
    }
    for (const node of nodes) this.#outline.nodes.set(node.id, node);
    return nodes.map(({ id }) => id);
  }
}
