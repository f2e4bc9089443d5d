import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Judgement } from '../../core/comparison/judgement.js';
import type { HonestReport } from '../../core/honesty/honestReport.js';
import { doubtsStamp } from '../../runs/findingsStore.js';
import { readDoubts } from '../../runs/honestReport.js';
import { runFiles } from '../../runs/runFolder.js';
import { stampOf } from '../../runs/runIndex.js';
import type { DatasetShelf } from '../datasetShelf.js';
import { RunImageFinder } from '../runImages.js';
import type { ServiceHandlers } from '../serviceHandlers.js';
import { collectRuns } from './collectRuns.js';
import { judgeInWorker, scoreInWorker } from './judgeInWorker.js';
import { KeptAnswers } from './keptAnswers.js';

/** Judges runs by their folders: each set of runs once, as long as nothing about them changes. */
export class JudgeHandlers {
  readonly #shelf: DatasetShelf;
  readonly #entry: string;
  readonly #judgements = new KeptAnswers<Judgement>();
  readonly #scores = new KeptAnswers<HonestReport | null>();

  readonly handlers: Pick<ServiceHandlers, 'judge' | 'honestScores'> = {
    judge: ({ folders, margin }, { signal }) => this.judge(folders, margin, signal),
    honestScores: ({ folders, margin }, { signal }) => this.honestScores(folders, margin, signal),
  };

  /** `entry`: the bundled worker, absolute. */
  constructor(shelf: DatasetShelf, entry: string) {
    this.#shelf = shelf;
    this.#entry = entry;
  }

  /** @throws RangeError for a margin that is not in 0..1; the signal's reason. */
  async judge(folders: readonly string[], margin: number, signal: AbortSignal): Promise<Judgement> {
    return this.#judgements.get(keyOf(folders, margin), signal, async (ending) => {
      const runs = await collectRuns(this.#shelf, folders, ending);
      return judgeInWorker(this.#entry, { runs, margin }, ending);
    });
  }

  /** Null where nothing is known to be in doubt about the test images of the first run that has any. @throws as `judge` */
  async honestScores(folders: readonly string[], margin: number, signal: AbortSignal): Promise<HonestReport | null> {
    const root = path.dirname(folders[0] ?? '');
    const checksum = await checksumOf(this.#shelf, folders);
    if (checksum === undefined) return null;
    const key = `${keyOf(folders, margin)} ${doubtsStamp(root, checksum)}`;
    return this.#scores.get(key, signal, async (ending) => {
      const doubts = await readDoubts(root, checksum);
      if (doubts === undefined) return null;
      const runs = await collectRuns(this.#shelf, folders, ending);
      return (await scoreInWorker(this.#entry, { runs, margin, doubts }, ending)) ?? null;
    });
  }

  /** Ends what is being judged. */
  dispose(): void {
    this.#judgements.dispose();
    this.#scores.dispose();
  }
}

/** Another one when anything about the runs has changed. */
function keyOf(folders: readonly string[], margin: number): string {
  return JSON.stringify([margin, folders.map((folder) => [folder, stampOf(folder), hasValidation(folder)])]);
}

/** Of the images that the first run that began was tested on. */
async function checksumOf(shelf: DatasetShelf, folders: readonly string[]): Promise<string | undefined> {
  const finder = new RunImageFinder(shelf);
  for (const folder of folders) {
    const started = await finder.started(folder).catch(() => undefined);
    if (started !== undefined) return started.dataset.checksum;
  }
  return undefined;
}

/** They are computed and kept when somebody looks at them. */
function hasValidation(folder: string): boolean {
  return existsSync(path.join(folder, runFiles.validationPredictions));
}
