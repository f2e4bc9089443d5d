import type { Callback, CallbackAction, CallbackConfig, EpochResult } from '../callbacks/callback.js';
import { callbackTypeByName } from '../callbacks/index.js';
import type { KeptByCallback, KeptWeights, TrainingCheckpoint } from './trainingCheckpoint.js';

/** Something that a callback, by its place in the recipe, wants done. */
export interface Wish {
  readonly callback: number;
  readonly action: CallbackAction;
}

/** The callbacks of a recipe, and the weights that each had kept: two may watch different figures. */
export class RecipeCallbacks {
  readonly #callbacks: readonly Callback[];
  readonly #kept = new Map<number, KeptWeights>();

  constructor(configs: readonly CallbackConfig[]) {
    this.#callbacks = configs.map(({ type, options }) => callbackTypeByName(type).create(options));
  }

  epochEnded(result: EpochResult): readonly Wish[] {
    return this.#ask((callback) => callback.epochEnded(result));
  }

  trainingEnded(): readonly Wish[] {
    return this.#ask((callback) => callback.trainingEnded());
  }

  keep(callback: number, kept: KeptWeights): void {
    this.#kept.set(callback, kept);
  }

  keptBy(callback: number): KeptWeights | undefined {
    return this.#kept.get(callback);
  }

  /** What some callback had kept at that epoch; of any epoch without one given. */
  keptAt(epoch?: number): KeptWeights | undefined {
    return [...this.#kept.values()].find((kept) => epoch === undefined || kept.epoch === epoch);
  }

  /** Their part of a checkpoint. */
  snapshot(): Pick<TrainingCheckpoint, 'callbackStates' | 'kept'> {
    const kept: KeptByCallback[] = [...this.#kept].map(([callback, own]) => ({ callback, ...own }));
    // A copy through JSON would lose NaN; states are flat objects that are replaced, never changed.
    return { callbackStates: this.#callbacks.map(({ state }) => state), kept };
  }

  /** @throws Error when the checkpoint is of another recipe. */
  restore({ callbackStates, kept }: Pick<TrainingCheckpoint, 'callbackStates' | 'kept'>): void {
    if (callbackStates.length !== this.#callbacks.length)
      throw new Error(
        `The checkpoint has ${callbackStates.length} callbacks, the recipe ${this.#callbacks.length}. Start the run anew.`,
      );
    this.#callbacks.forEach((callback, index) => {
      callback.restore(callbackStates[index]);
    });
    for (const { callback, epoch, weights } of kept) this.#kept.set(callback, { epoch, weights });
  }

  #ask(question: (callback: Callback) => readonly CallbackAction[]): readonly Wish[] {
    return this.#callbacks.flatMap((callback, index) =>
      question(callback).map((action) => ({ callback: index, action })),
    );
  }
}
