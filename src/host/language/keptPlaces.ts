import { movedOffset, type TextChange } from './movedOffset.js';

/**
 * What was last known of a document while it made sense, moved along with what is typed: so that a bracket which is not
 * closed yet does not make hints vanish and lines jump.
 */
export class KeptPlaces<Document extends object, Place> {
  readonly #kept = new WeakMap<Document, readonly Place[]>();
  readonly #move: (place: Place, moved: (offset: number) => number) => Place;

  constructor(move: (place: Place, moved: (offset: number) => number) => Place) {
    this.#move = move;
  }

  /** Keeps the places of a sound text; gives for a broken one (`undefined`) those that were kept, if there are any. */
  latest(document: Document, places: readonly Place[] | undefined): readonly Place[] | undefined {
    if (places !== undefined) this.#kept.set(document, places);
    return places ?? this.#kept.get(document);
  }

  /** Moves what is kept of a document along with its changes. */
  follow(document: Document, changes: readonly TextChange[]): void {
    const kept = this.#kept.get(document);
    if (kept === undefined || changes.length === 0) return;
    this.#kept.set(
      document,
      kept.map((place) => this.#move(place, (offset) => movedOffset(offset, changes))),
    );
  }
}
