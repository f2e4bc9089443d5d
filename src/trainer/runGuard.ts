import path from 'node:path';
import { shortenLog } from '../runs/logFile.js';
import { identifyProcess, isSameProcess } from '../runs/processIdentity.js';
import { releaseRunOf } from '../runs/runClaim.js';
import { runFiles } from '../runs/runFolder.js';
import { forgetWatchers, isRunWatched } from '../runs/runWatchers.js';
import { readStopRequest, removeStopRequest, type StopRequest } from '../runs/stopRequest.js';
import type { AfterParent } from '../runs/trainerMessages.js';

/** What a guard watches over. */
export interface RunGuardOptions {
  readonly runFolder: string;
  readonly afterParent: AfterParent;
  /** How long nobody may watch, with `stopUnlessWatched`. */
  readonly watchGraceMs: number;
  /** Somebody has asked for the end of the training; the reason is for people. */
  readonly onStopRequest: (reason: string) => void;
  /** Parent and watchers are gone. */
  readonly onForsaken: () => void;
}

/** A stop request is obeyed within this time; looking takes microseconds. */
const LOOK_MS = 400;
const LOOKS_PER_LOG_CHECK = 10;

/**
 * Watches, in a trainer, over what reaches its run from outside this process but not through its parent: requests to stop,
 * who watches the run once the parent is gone, and the size of the log.
 */
export class RunGuard {
  readonly #options: RunGuardOptions;
  readonly #timer: NodeJS.Timeout;
  #looks = 0;
  /** Since when nobody watches; undefined while the parent lives. */
  #unwatchedSince: number | undefined;
  #isOrphan = false;

  constructor(options: RunGuardOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  /** The parent is gone. */
  orphaned(): void {
    this.#isOrphan = true;
    this.#unwatchedSince = performance.now();
  }

  /** The work is over. What the parent would clear away is cleared away here if it is gone. Never throws. */
  close(): void {
    const { runFolder } = this.#options;
    clearInterval(this.#timer);
    shortenLog(path.join(runFolder, runFiles.log));
    if (this.#request() !== undefined) removeStopRequest(runFolder);
    if (!this.#isOrphan) return;
    forgetWatchers(runFolder);
    try {
      releaseRunOf(runFolder, process.pid);
    } catch {
      // The claim of a process that is gone counts for nothing.
    }
  }

  #look(): void {
    const { runFolder, onStopRequest, onForsaken } = this.#options;
    const request = this.#request();
    const isForsaken = this.#isForsaken();
    if (request !== undefined || isForsaken) clearInterval(this.#timer);
    if (request !== undefined) onStopRequest(request.reason);
    else if (isForsaken) onForsaken();
    this.#looks += 1;
    if (this.#looks % LOOKS_PER_LOG_CHECK === 0) shortenLog(path.join(runFolder, runFiles.log));
  }

  /** Addressed to this very process; who that is costs time to ask on some systems. */
  #request(): StopRequest | undefined {
    const request = readStopRequest(this.#options.runFolder);
    if (request?.trainer.pid !== process.pid) return undefined;
    const self = identifyProcess(process.pid);
    return self !== undefined && isSameProcess(request.trainer, self) ? request : undefined;
  }

  #isForsaken(): boolean {
    const { runFolder, afterParent, watchGraceMs } = this.#options;
    if (this.#unwatchedSince === undefined || afterParent !== 'stopUnlessWatched') return false;
    if (!isRunWatched(runFolder)) return performance.now() - this.#unwatchedSince > watchGraceMs;
    this.#unwatchedSince = performance.now();
    return false;
  }
}
