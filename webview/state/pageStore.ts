import { initialPageState, type PageChange, type PageState, reducePage } from './pageState.js';

type Listener = (state: PageState, before: PageState) => void;

/** The page's one state: changes go in, listeners hear of what became of it. */
export class PageStore {
  #state: PageState;
  readonly #listeners = new Set<Listener>();

  constructor(state: PageState = initialPageState) {
    this.#state = state;
  }

  get state(): PageState {
    return this.#state;
  }

  dispatch(change: PageChange): void {
    const before = this.#state;
    const state = reducePage(before, change);
    if (state === before) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state, before);
  }

  /** Returns what ends it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
