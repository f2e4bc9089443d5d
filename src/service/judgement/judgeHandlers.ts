import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Judgement } from '../../core/comparison/judgement.js';
import { runFiles } from '../../runs/runFolder.js';
import { stampOf } from '../../runs/runIndex.js';
import type { DatasetShelf } from '../datasetShelf.js';
import type { ServiceHandlers } from '../serviceHandlers.js';
import { SharedWork } from '../sharedWork.js';
import { collectRuns } from './collectRuns.js';
import { judgeInWorker } from './judgeInWorker.js';

/** Judgements that are kept. */
const MOST_KEPT = 8;

/** Judges runs by their folders: each set of runs once, as long as nothing about them changes. */
export class JudgeHandlers {
  readonly #shelf: DatasetShelf;
  readonly #entry: string;
  readonly #work = new SharedWork<Judgement>();
  /** By runs, their state on disk and margin, the one used last at the end. */
  readonly #kept = new Map<string, Judgement>();

  readonly handlers: Pick<ServiceHandlers, 'judge'> = {
    judge: ({ folders, margin }, { signal }) => this.judge(folders, margin, signal),
  };

  /** `entry`: the bundled worker, absolute. */
  constructor(shelf: DatasetShelf, entry: string) {
    this.#shelf = shelf;
    this.#entry = entry;
  }

  /** @throws RangeError for a margin that is not in 0..1; the signal's reason. */
  async judge(folders: readonly string[], margin: number, signal: AbortSignal): Promise<Judgement> {
    const stamps = folders.map((folder) => [folder, stampOf(folder), hasValidation(folder)]);
    const key = JSON.stringify([margin, stamps]);
    const known = this.#kept.get(key);
    if (known !== undefined) {
      this.#keep(key, known);
      return known;
    }
    return this.#work.do(key, { signal, report: () => undefined }, async (ending) => {
      const runs = await collectRuns(this.#shelf, folders, ending);
      const judgement = await judgeInWorker(this.#entry, { runs, margin }, ending);
      this.#keep(key, judgement);
      return judgement;
    });
  }

  /** Ends what is being judged. */
  dispose(): void {
    this.#work.dispose();
    this.#kept.clear();
  }

  #keep(key: string, judgement: Judgement): void {
    this.#kept.delete(key);
    this.#kept.set(key, judgement);
    for (const other of [...this.#kept.keys()].slice(0, -MOST_KEPT)) this.#kept.delete(other);
  }
}

/** They are computed and kept when somebody looks at them. */
function hasValidation(folder: string): boolean {
  return existsSync(path.join(folder, runFiles.validationPredictions));
}
