import { readRayRunFile } from '../ray/rayRunFile.js';
import { isTrainerAlive } from '../runs/runClaim.js';

/** Between two looks at whether they are still held. A window that is reloaded holds its own for some ten seconds. */
const LOOK_MS = 1_000;

/**
 * Jobs that another process follows. When that gives one up, or ends, as a window does that is closed or reloaded, `attach`
 * hears of it: nobody else would go on following. What has ended meanwhile is forgotten.
 */
export class HeldJobs {
  readonly #attach: (folder: string) => Promise<unknown>;
  readonly #folders = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  /** @param attach never rejects */
  constructor(attach: (folder: string) => Promise<unknown>) {
    this.#attach = attach;
  }

  /** Waits for a run's folder to be given up. */
  add(folder: string): void {
    this.#folders.add(folder);
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
  }

  dispose(): void {
    this.#folders.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    for (const folder of [...this.#folders]) {
      if (isTrainerAlive(folder)) continue;
      this.#folders.delete(folder);
      if (readRayRunFile(folder) !== undefined) void this.#attach(folder);
    }
    if (this.#folders.size === 0) this.dispose();
  }
}
