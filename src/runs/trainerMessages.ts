import type { DatasetDescription, ImageShape } from '../core/dataset.js';
import type { PredictionMetrics } from '../core/metrics/evaluatePredictions.js';
import type { RunEvent } from '../core/run/events.js';
import type { RunRequest } from '../core/run/request.js';
import type { ActivityMap, LayerActivity } from '../core/samples/layerActivity.js';
import type { PredictedSplit } from '../core/training/split.js';
import type { ExplainMessage, ExplainReply, ExplainReplyTo } from './explainMessages.js';

/** What a trainer is told, as JSON over the IPC channel of `fork`. */
export type ToTrainer = StartMessage | StopMessage | CancelMessage | TaskMessage;

/** Train; one for each trainer. */
export interface StartMessage {
  readonly type: 'start';
  readonly request: RunRequest;
  /** Absolute; made by `createRunFolder`. */
  readonly runFolder: string;
  /** Go on with the interrupted run that the folder holds. */
  readonly resume?: boolean;
  /** Default: `stop`. */
  readonly afterParent?: AfterParent;
  /** With `stopUnlessWatched`: how long nobody may watch; default 60,000. */
  readonly watchGraceMs?: number;
}

/**
 * What becomes of a training when the process that started it is gone. `stop`: it stops after its step. `continue`: it goes
 * on to its end. `stopUnlessWatched`: it goes on as long as a living process says that it watches the run (`watchRun`), and
 * stops when for a minute there was none.
 */
export type AfterParent = 'stop' | 'continue' | 'stopUnlessWatched';

/** Why a trainer stops by itself: nobody wanted that run to stop, something ended around it. Recorded with the run. */
export const cutOffReasons = {
  parentEnded: 'the program that started the training ended',
  forsaken: 'the program that started the training ended, and nobody watched it any more',
  terminated: 'ended by SIGTERM',
  interrupted: 'ended by SIGINT',
} as const;

/** End cleanly after the step in hand. */
export interface StopMessage {
  readonly type: 'stop';
  /** For people, recorded with the run: `stopped by Ctrl-C`. */
  readonly reason: string;
}

/** Nobody waits for the task of that id any more: it may end with an error, or not begin. */
export interface CancelMessage {
  readonly type: 'cancel';
  readonly id: number;
}

/** Work on a trained model that ends in one reply with the same `id`. */
export type TaskMessage =
  | EvaluateMessage
  | PredictMessage
  | PredictSplitMessage
  | ActivationsMessage
  | AugmentMessage
  | ProbeLayersMessage
  | ExplainMessage;

/** Measure a run's model on the test images of a dataset. */
export interface EvaluateMessage {
  readonly type: 'evaluate';
  readonly id: number;
  readonly runFolder: string;
  /** `fashion-mnist`, `images:/absolute/dir`; the run's own if absent. */
  readonly dataset?: string;
}

/** Give the class probabilities of some images, in the shape that the model takes. */
export interface PredictMessage {
  readonly type: 'predict';
  readonly id: number;
  readonly runFolder: string;
  readonly imageShape: ImageShape;
  /** For each image its `height × width × channels` bytes, base64. */
  readonly images: readonly string[];
}

/** Store the class probabilities of the images of one split in the run folder, in the order of `imagesOfSplit`. */
export interface PredictSplitMessage {
  readonly type: 'predictSplit';
  readonly id: number;
  readonly runFolder: string;
  readonly split: PredictedSplit;
}

/** Look at a run's layers, and store what is found in its folder (`evidenceFile.ts`). */
export interface ProbeLayersMessage {
  readonly type: 'probeLayers';
  readonly id: number;
  readonly runFolder: string;
}

/** Say what each layer makes of an image. The model is kept for the next such task. */
export interface ActivationsMessage {
  readonly type: 'activations';
  readonly id: number;
  readonly runFolder: string;
  readonly imageShape: ImageShape;
  /** `height × width × channels` bytes, base64. */
  readonly image: string;
}

/** Say what a definition's layers do to images in training before its first layer that computes. */
export interface AugmentMessage {
  readonly type: 'augment';
  readonly id: number;
  readonly definitionText: string;
  /** For messages. */
  readonly definitionPath: string;
  readonly imageShape: ImageShape;
  readonly classCount: number;
  /** `count × height × width × channels` bytes, base64: one batch. */
  readonly images: string;
  readonly count: number;
  /** Run seed and step, as a training has them: other ones, other pictures. */
  readonly seed: number;
  readonly step: number;
}

/** What a trainer says. */
export type FromTrainer = ReadyMessage | EventMessage | LastWords | TaskProgress | TaskReply | TaskFailed;

/** The first word: messages are read from here on. */
export interface ReadyMessage {
  readonly type: 'ready';
}

/** An event, already written to the run folder; JSON has made null of NaN, so read it with `parseEvent`. */
export interface EventMessage {
  readonly type: 'event';
  readonly event: RunEvent;
}

/** Why a training ends without a final event; also in the log, which a full disk does not take. */
export interface LastWords {
  readonly type: 'lastWords';
  readonly text: string;
}

/** How far a task is, before its reply. */
export interface TaskProgress {
  readonly type: 'taskProgress';
  readonly id: number;
  readonly done: number;
  readonly total: number;
}

export type TaskReply =
  | EvaluatedReply
  | PredictedReply
  | SplitPredictedReply
  | ActivationsReply
  | AugmentedReply
  | LayersProbedReply
  | ExplainReply;

export interface EvaluatedReply {
  readonly type: 'evaluated';
  readonly id: number;
  readonly dataset: DatasetDescription;
  readonly metrics: PredictionMetrics;
}

export interface PredictedReply {
  readonly type: 'predicted';
  readonly id: number;
  readonly classNames: readonly string[];
  /** For each image the probability of each class, 0..1. */
  readonly probabilities: readonly (readonly number[])[];
}

export interface SplitPredictedReply {
  readonly type: 'splitPredicted';
  readonly id: number;
  /** Images. */
  readonly count: number;
}

export interface LayersProbedReply {
  readonly type: 'layersProbed';
  readonly id: number;
  /** Why nothing was found. */
  readonly skipped?: string;
}

export interface ActivationsReply {
  readonly type: 'activationsRead';
  readonly id: number;
  /** In the order of the definition; bytes of maps are base64. */
  readonly layers: readonly StoredActivity[];
  /** Of each class; null where it is not a number. */
  readonly probabilities: readonly (number | null)[];
}

export interface AugmentedReply {
  readonly type: 'augmented';
  readonly id: number;
  /** The layers that did it, by name; none: the definition changes nothing. */
  readonly layers: readonly string[];
  /** The images as the first layer that computes sees them, less its rescaling: as they came, base64. */
  readonly images: string;
}

/** A `LayerActivity` as JSON. */
export type StoredActivity = Omit<LayerActivity, 'map'> & {
  readonly map: Omit<ActivityMap, 'bytes'> & { readonly bytes: string };
};

/** A task went wrong; the trainer is ready for another. */
export interface TaskFailed {
  readonly type: 'taskFailed';
  readonly id: number;
  /** Stable, kebab-case. */
  readonly code: string;
  readonly message: string;
}

/** The reply to a task. */
export type ReplyTo<T extends TaskMessage> = T extends ExplainMessage
  ? ExplainReplyTo<T>
  : T extends EvaluateMessage
    ? EvaluatedReply
    : T extends PredictMessage
      ? PredictedReply
      : T extends PredictSplitMessage
        ? SplitPredictedReply
        : T extends AugmentMessage
          ? AugmentedReply
          : T extends ProbeLayersMessage
            ? LayersProbedReply
            : ActivationsReply;
