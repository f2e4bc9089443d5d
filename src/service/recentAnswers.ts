/** The answers that were given last, by what was asked: promises, so that who asks meanwhile waits for the same. */
export class RecentAnswers<T> {
  readonly #most: number;
  /** The one used last at the end. */
  readonly #answers = new Map<string, Promise<T>>();

  constructor(most: number) {
    this.#most = most;
  }

  /** What is known, or what `ask` gives. What fails is not remembered. */
  get(key: string, ask: () => Promise<T>): Promise<T> {
    const answer = this.#answers.get(key) ?? ask();
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    answer.catch(() => {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
    });
    for (const old of [...this.#answers.keys()].slice(0, -this.#most)) this.#answers.delete(old);
    return answer;
  }
}
