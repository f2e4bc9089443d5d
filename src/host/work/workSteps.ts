import type { WorkProgress } from '../../protocol/service.js';

/** What VS Code's progress takes. */
export interface ProgressStep {
  readonly message: string;
  /** Added to what was told before; 100 is the whole. */
  readonly increment?: number;
}

/** Turns a fraction of the whole, told again and again, into the increments that a notification adds up. */
export class WorkSteps {
  #told = 0;

  /** The next step. A fraction that goes back, as when something is begun anew, adds nothing. */
  next({ message, fraction }: WorkProgress): ProgressStep {
    if (fraction === undefined || !(fraction > this.#told)) return { message };
    const increment = (Math.min(1, fraction) - this.#told) * 100;
    this.#told = Math.min(1, fraction);
    return { message, increment };
  }
}
