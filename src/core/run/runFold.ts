import { type EpochPoint, epochPointOf } from './curves.js';
import type { LearningRateReduced, RunEvent } from './events.js';
import { initialRunState, type RunState, reduceRun, withUnknownEvent, withWarning } from './state.js';

/** No training is resumed so often; each time costs a pass over the curves. */
const MAXIMUM_RESUMPTIONS = 1000;

/**
 * Folds a long file of events in time linear in their number, where `reduceRun`, event by event, copies the curves each
 * time: a hundred thousand epochs take a moment, not minutes. The state is the same.
 */
export class RunFold {
  /** All but `#epochs` and `#drops`, whose places in it are empty. */
  #state: RunState;
  #epochs = new Map<number, EpochPoint>();
  #drops: Omit<LearningRateReduced, 'type'>[] = [];
  #resumptions = 0;
  /** The last event that `progress` was told from, and the state before it: the time left depends on the curves. */
  #progress: { readonly event: RunEvent; readonly before: RunState } | undefined;

  constructor(state: RunState = initialRunState) {
    this.#state = this.#take(state);
  }

  add(event: RunEvent): void {
    const before = this.#state;
    if (event.type === 'runResumed') {
      this.#resumptions += 1;
      if (this.#resumptions > MAXIMUM_RESUMPTIONS) {
        const message = `Only the first ${MAXIMUM_RESUMPTIONS} resumptions were read.`;
        this.#state = withWarning(before, 'too-many-resumptions', message);
      } else this.#state = this.#take(reduceRun(this.state, event));
      return;
    }
    if (before.status === 'running' && event.type === 'learningRateReduced') {
      const { type: _, ...drop } = event;
      this.#drops.push(drop);
    }
    const next = reduceRun(before, event);
    if (before.status === 'running' && event.type === 'epochEnded') this.#epochs.set(event.epoch, epochPointOf(event));
    if (next.progress !== before.progress) this.#progress = { event, before };
    this.#state = next.epochs.length + next.learningRateDrops.length > 0 ? { ...next, ...EMPTY } : next;
  }

  addUnknown(type: string): void {
    this.#state = withUnknownEvent(this.#state, type);
  }

  /** The state after all events so far. */
  get state(): RunState {
    const epochs = [...this.#epochs.values()].sort((a, b) => a.epoch - b.epoch);
    const state = { ...this.#state, epochs, learningRateDrops: [...this.#drops] };
    if (state.progress === undefined || this.#progress === undefined) return state;
    const { event, before } = this.#progress;
    const { progress } = reduceRun({ ...before, epochs }, event);
    return progress === undefined ? state : { ...state, progress };
  }

  #take(state: RunState): RunState {
    this.#epochs = new Map(state.epochs.map((point) => [point.epoch, point]));
    this.#drops = [...state.learningRateDrops];
    this.#progress = undefined;
    return { ...state, ...EMPTY };
  }
}

const EMPTY = { epochs: [], learningRateDrops: [] } as const;
