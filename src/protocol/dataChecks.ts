import type { ImagePlace } from '../core/honesty/findings.js';
import type { HonestReport } from '../core/honesty/honestReport.js';
import type { ImageJudgement } from '../core/honesty/imageJudgements.js';
import type { RunRequest } from '../core/run/request.js';
import type { ImageOrigin } from './service.js';

/** What the host asks of the service about images in doubt. `root`: the runs root that findings and judgements lie in. */
export interface DataCheckRequests {
  /** Looks for images that are there twice, exactly or nearly, once for the same images, and keeps it. Progress: `WorkProgress`. */
  readonly checkDataset: {
    readonly params: { readonly root: string; readonly from: ImageOrigin };
    readonly result: DataCheckCounts;
  };
  /**
   * Folders of runs that have done what is asked already, in the order of the requests; null for what is to be trained. Requests
   * are of one model, each with its fold, of the images that `from` means.
   */
  readonly findFolds: {
    readonly params: { readonly root: string; readonly from: ImageOrigin; readonly requests: readonly RunRequest[] };
    readonly result: readonly (string | null)[];
  };
  /**
   * Has the runs of all folds judge the labels of images that they have not seen, and keeps which are probably wrong. Progress:
   * `WorkProgress`. `cores`: as in `startRun`.
   */
  readonly judgeLabels: {
    readonly params: {
      readonly root: string;
      readonly from: ImageOrigin;
      readonly folders: readonly string[];
      readonly cores: number;
    };
    readonly result: SuspectCounts;
  };
  /** What is known to be in doubt, and what people have said of it. */
  readonly readDataCheck: {
    readonly params: { readonly root: string; readonly from: ImageOrigin };
    readonly result: DataCheck;
  };
  /**
   * Runs scored with all test images, and without those in doubt, in a worker of its own; null where nothing is known to be in
   * doubt. Those of other images than the first are left out. `margin`: as in `judge`.
   */
  readonly honestScores: {
    readonly params: { readonly folders: readonly string[]; readonly margin: number };
    readonly result: HonestReport | null;
  };
  /** Keeps a person's word on an image; answers when it is on disk. */
  readonly judgeImage: {
    readonly params: { readonly root: string; readonly from: ImageOrigin; readonly word: JudgedWord };
    readonly result: ImageJudgement;
  };
}

/** Pairs of images that were found. */
export interface DataCheckCounts {
  readonly name: string;
  /** Leaks: of test images with training images. */
  readonly leaks: number;
  readonly repeated: number;
  readonly nearLeaks: number;
  readonly nearRepeated: number;
}

/** Labels that are probably wrong. */
export interface SuspectCounts {
  readonly name: string;
  readonly train: number;
  readonly test: number;
  /** Share of the training images that were judged as they are labelled. */
  readonly accuracy: number | null;
}

/** What a person says; who and when is added where it is kept. */
export type JudgedWord = Pick<ImageJudgement, 'split' | 'image' | 'verdict' | 'label' | 'finding' | 'model'>;

/** The images of a dataset that are in doubt. */
export interface DataCheck {
  readonly checksum: string;
  readonly classNames: readonly string[];
  /** What was found by looking for images that are there twice; null: nobody has looked. */
  readonly repeated: Omit<DataCheckCounts, 'name'> | null;
  /** What was found by judging labels; null: nobody has. */
  readonly suspected: Omit<SuspectCounts, 'name'> | null;
  /** The most doubtful first: suspected labels, then images that are there twice; at most `MAXIMUM_QUESTIONS`. */
  readonly questions: readonly Question[];
  /** There are more. */
  readonly isCut: boolean;
  /** What suspects labels, in words; empty where none were looked at. */
  readonly judgedBy: string;
  /** The last word on each image. */
  readonly judged: readonly ImageJudgement[];
}

/** An image in doubt, and why. */
export interface Question extends ImagePlace {
  readonly finding: 'label' | 'duplicate' | 'near-duplicate';
  /** Class that it is labelled with. */
  readonly given: number;
  /** What the model takes it for, and how surely, 0..1; of labels only. */
  readonly suggested?: number;
  readonly probability?: number;
  /** Images that it is the same as, or nearly: at most four. */
  readonly like: readonly LikeImage[];
}

export interface LikeImage extends ImagePlace {
  readonly label: number;
  /** Correlation of pixels; absent: equal. */
  readonly similarity?: number;
}

export const MAXIMUM_QUESTIONS = 5000;
