import type { LastOutcome } from '../../core/language/hoverExpectation.js';

/** How the tests of comparisons came out the last time in this window. */
export class LastOutcomes {
  readonly #outcomes = new Map<string, readonly LastOutcome[]>();

  /** Of the comparison with that address. */
  of(address: string): readonly LastOutcome[] {
    return this.#outcomes.get(address) ?? [];
  }

  set(address: string, outcomes: readonly LastOutcome[]): void {
    this.#outcomes.set(address, outcomes);
  }
}
