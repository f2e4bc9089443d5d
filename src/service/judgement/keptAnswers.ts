import { SharedWork } from '../sharedWork.js';

/** Answers that are kept. */
const MOST_KEPT = 8;

/** Answers to questions of the same key: worked out once, for all who ask meanwhile, and kept, the one used last the longest. */
export class KeptAnswers<Answer> {
  readonly #work = new SharedWork<Answer>();
  /** The one used last at the end. */
  readonly #kept = new Map<string, { readonly answer: Answer }>();

  /** `begin` works it out. @throws the signal's reason */
  async get(key: string, signal: AbortSignal, begin: (ending: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const known = this.#kept.get(key);
    if (known !== undefined) {
      this.#keep(key, known.answer);
      return known.answer;
    }
    return this.#work.do(key, { signal, report: () => undefined }, async (ending) => {
      const answer = await begin(ending);
      this.#keep(key, answer);
      return answer;
    });
  }

  /** Ends what is being worked out. */
  dispose(): void {
    this.#work.dispose();
    this.#kept.clear();
  }

  #keep(key: string, answer: Answer): void {
    this.#kept.delete(key);
    this.#kept.set(key, { answer });
    for (const other of [...this.#kept.keys()].slice(0, -MOST_KEPT)) this.#kept.delete(other);
  }
}
