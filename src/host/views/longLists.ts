/** So many lines of a list are shown at first; more than that take the extension host noticeable time to make. */
const FIRST_PAGE = 200;

const MARK = 'more:';

/** Long lists of a tree, shown in part: each ends in a line that stands for the rest, and twice as many come with each click. */
export class LongLists {
  /** By the line that stands for the rest. */
  readonly #limits = new Map<string, number>();
  readonly #hidden = new Map<string, number>();

  /** What is shown of the list below `parent` (undefined: the top). */
  cut(parent: string | undefined, children: readonly string[]): string[] {
    const more = `${MARK}${parent ?? ''}`;
    const limit = this.#limits.get(more) ?? FIRST_PAGE;
    // For one line more, a line that says so is no gain.
    if (children.length <= limit + 1) return [...children];
    this.#hidden.set(more, children.length - limit);
    return [...children.slice(0, limit), more];
  }

  /** How many lines stand behind this one; undefined if it is one of their own. */
  hiddenBehind(id: string): number | undefined {
    return this.#hidden.get(id);
  }

  /** The list that a line stands for the rest of; undefined for the top, and for other lines. */
  parentOf(id: string): string | undefined {
    return this.#hidden.has(id) && id !== MARK ? id.slice(MARK.length) : undefined;
  }

  /** Shows twice as many from now on; false if the line stands for nothing. */
  showMore(id: string): boolean {
    if (!this.#hidden.has(id)) return false;
    this.#limits.set(id, 2 * (this.#limits.get(id) ?? FIRST_PAGE));
    return true;
  }
}
