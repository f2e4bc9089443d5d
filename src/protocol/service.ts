import type { Judgement } from '../core/comparison/judgement.js';
import type { DatasetDescription } from '../core/dataset.js';
import type { PlanTarget } from '../core/plan/planModel.js';
import type { ExportFormat } from '../core/report/exportComparison.js';
import type { DefinitionDifference } from '../core/run/definitionDifference.js';
import type { RunEvent } from '../core/run/events.js';
import type { Progress } from '../core/run/progress.js';
import type { RunRequest } from '../core/run/request.js';
import type { ListedSummary } from '../core/run/runSummary.js';
import type { RunState } from '../core/run/state.js';
import type { Verification } from '../core/run/verification.js';
import type { BackboneRequests } from './backbones.js';
import type { ComparisonRequests } from './comparisons.js';
import type { DataCheckRequests } from './dataChecks.js';
import type { FeatureNeighbours, GradCamInspection, MapQuestion, OcclusionInspection } from './explanations.js';
import type { ExportRequests } from './exports.js';
import type { QueueNotices, QueueRequests } from './queue.js';
import type { AfterWindow, RunnerNotices, RunnerRequests } from './runners.js';
import type {
  AugmentedSamples,
  DatasetView,
  ImageBatch,
  LayerInspection,
  LayerTable,
  NearestImages,
  RunEvidence,
  SampleInspection,
  Split,
  SplitSamples,
} from './samples.js';

/** A run as the service tells it: where it lies, its figures, and how far it is while it trains. */
export interface ServedRun extends ListedSummary {
  readonly runId: string;
  /** Absolute. */
  readonly folder: string;
  /** Only while it is being trained, in whatever process. */
  readonly progress?: Progress;
}

/** One training to begin. */
export interface StartRun {
  /** Absolute runs root. */
  readonly root: string;
  readonly request: RunRequest;
  readonly modelName: string;
  /** Processor cores that it may use; 0: the engine's own choice. */
  readonly cores: number;
  readonly afterWindow: AfterWindow;
  /** It is stopped at the end of that epoch. */
  readonly pauseAfter?: number;
}

/** What the service thread does for the extension host. Folders and roots are absolute paths. */
export interface ServiceRequests
  extends BackboneRequests,
    ComparisonRequests,
    DataCheckRequests,
    ExportRequests,
    QueueRequests,
    RunnerRequests {
  /** Watches a runs root from now on; answers when its first listing has been told by `runsChanged`. */
  readonly openRoot: {
    readonly params: { readonly root: string };
    readonly result: { readonly warnings: readonly string[] };
  };
  readonly closeRoot: { readonly params: { readonly root: string }; readonly result: null };
  /** Reads a run; a large one is read piece by piece. */
  readonly readRun: { readonly params: { readonly folder: string }; readonly result: ReadRun };
  /** As `readRun`, and from then on every event after that state comes as `runEvents`, until `unfollowRun`. */
  readonly followRun: { readonly params: { readonly folder: string }; readonly result: ReadRun };
  readonly unfollowRun: { readonly params: { readonly folder: string }; readonly result: null };
  readonly startRun: {
    readonly params: StartRun;
    readonly result: { readonly runId: string; readonly folder: string };
  };
  readonly resumeRun: {
    readonly params: { readonly folder: string } & Pick<StartRun, 'cores' | 'afterWindow' | 'pauseAfter'>;
    readonly result: null;
  };
  /** Stops a training after its step, of this window or another; answers when its process is gone. */
  readonly stopRun: { readonly params: { readonly folder: string; readonly reason: string }; readonly result: null };
  /** Bytes on disk. */
  readonly sizeOfRun: { readonly params: { readonly folder: string }; readonly result: number };
  /** Answers the bytes that were freed. */
  readonly deleteRun: { readonly params: { readonly folder: string }; readonly result: number };
  /** An empty label takes it away. */
  readonly labelRun: { readonly params: { readonly folder: string; readonly label: string }; readonly result: null };
  /** Progress: `RunEvent`s of the second training. */
  readonly verifyRun: {
    readonly params: { readonly folder: string; readonly epochs?: number; readonly cores: number };
    readonly result: Verification;
  };
  readonly exportRuns: {
    readonly params: { readonly folders: readonly string[]; readonly format: ExportFormat; readonly margin: number };
    readonly result: string;
  };
  /** A report as one HTML file, from what is stored. Progress: `WorkProgress`. */
  readonly makeReport: {
    readonly params: {
      readonly folders: readonly string[];
      /** One of the folders. */
      readonly baseline?: string;
      /** As in `judge`. */
      readonly margin: number;
    };
    readonly result: Uint8Array;
  };
  /**
   * What a list of definitions tells of each: `null` for one that cannot be read. Here, as hundreds of texts take their
   * time. Handled by `describeDefinition`.
   */
  readonly describeDefinitions: {
    readonly params: { readonly definitions: readonly DescribedText[]; readonly target: PlanTarget };
    readonly result: readonly (DefinitionFacts | null)[];
  };
  /** What is known of a dataset without reading its images. `id` as in a request or a comparison file. */
  readonly describeDataset: {
    readonly params: { readonly id: string; readonly baseFolder?: string };
    readonly result: { readonly normalizedId: string; readonly dataset: DatasetDescription };
  };
  readonly listDatasets: {
    readonly params: null;
    readonly result: readonly ListedDataset[];
  };
  /** Downloads the whole dataset. Progress: `WorkProgress`. */
  readonly fetchDataset: { readonly params: { readonly id: string }; readonly result: DatasetDescription };
  readonly describeEngine: { readonly params: null; readonly result: EngineState };
  readonly describeFeatureCache: { readonly params: null; readonly result: FeatureCacheSize };
  /** Gives what was removed. */
  readonly clearFeatureCache: { readonly params: null; readonly result: FeatureCacheSize };
  /**
   * What a run says of every image of a split. What is not stored is computed if `mayCompute`, and stored; aborting the request
   * ends that when nobody else waits for it. Progress: `WorkProgress`.
   */
  readonly readSamples: { readonly params: ComputedSplit; readonly result: SplitSamples };
  readonly readImages: {
    readonly params: { readonly from: ImageOrigin; readonly split: Split; readonly indices: readonly number[] };
    readonly result: ImageBatch;
  };
  readonly inspectSample: {
    readonly params: ComputedSplit & { readonly image: number };
    readonly result: SampleInspection;
  };
  /** By a trainer that is kept for some time: definitions from somebody else decide what it does. */
  readonly inspectLayers: {
    readonly params: SampleOfRun & { readonly cores: number };
    readonly result: LayerInspection;
  };
  /** What is stored; null where there is nothing. */
  readonly readLayerTable: { readonly params: { readonly folder: string }; readonly result: LayerTable | null };
  /** What is not stored is found if `mayCompute`, and stored. Progress: `WorkProgress`. */
  readonly readLayerEvidence: { readonly params: Omit<ComputedSplit, 'split'>; readonly result: RunEvidence };
  readonly findNearest: { readonly params: SampleOfRun; readonly result: NearestImages };
  /** By the trainer of `inspectLayers`; aborting ends it, here and below. */
  readonly gradCam: { readonly params: ExplainedImage; readonly result: GradCamInspection };
  readonly occlude: { readonly params: ExplainedImage; readonly result: OcclusionInspection };
  /** The first one computes the features of all training images. Progress: `WorkProgress`. */
  readonly findNearestFeatures: {
    readonly params: SampleOfRun & { readonly cores: number };
    readonly result: FeatureNeighbours;
  };
  readonly readDataset: { readonly params: { readonly from: ImageOrigin }; readonly result: DatasetView };
  /** By a trainer that is kept for some time, where the run's definition augments at all. */
  readonly augmentSamples: {
    readonly params: { readonly folder: string; readonly cores: number };
    readonly result: AugmentedSamples;
  };
  /** What differs between what two runs trained, by their folders. */
  readonly compareDefinitions: {
    readonly params: { readonly first: string; readonly second: string };
    readonly result: readonly DefinitionDifference[];
  };
  /**
   * What can be said of runs side by side, in a worker of its own; runs of which nothing is known are left out and named.
   * `margin`: differences of accuracy up to this size do not matter, 0..1. Aborting the request ends the worker.
   */
  readonly judge: {
    readonly params: { readonly folders: readonly string[]; readonly margin: number };
    readonly result: Judgement;
  };
  /** Progress: `WorkProgress`. */
  readonly installEngine: { readonly params: { readonly force: boolean }; readonly result: EngineState };
}

/** What the service tells without being asked. */
export interface ServiceNotices extends QueueNotices, RunnerNotices {
  /** New, changed and removed runs of an open root; long lists come in several. */
  readonly runsChanged: {
    readonly root: string;
    readonly changed: readonly ServedRun[];
    readonly removed: readonly string[];
  };
  /** Events of a followed run, in order, none twice. */
  readonly runEvents: { readonly folder: string; readonly events: readonly RunEvent[] };
  /** A followed run was cut off or taken up again by another process: this is its state from now on. */
  readonly runReset: { readonly folder: string; readonly state: RunState };
  /** A training that this service started or resumed has failed, also where its folder does not tell. */
  readonly trainingFailed: { readonly runId: string; readonly message: string };
  /** For the log. */
  readonly logged: { readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly message: string };
}

/** What the service understands. */
export interface ServiceContract {
  readonly requests: { readonly [Name in keyof ServiceRequests]: ServiceRequests[Name] };
  readonly notices: Record<never, never>;
}

/** What the host understands of the service. */
export interface HostContract {
  readonly requests: Record<never, never>;
  readonly notices: { readonly [Name in keyof ServiceNotices]: ServiceNotices[Name] };
}

/** Images of a run, by its folder, or of a dataset, by an id as in a request or a comparison file. */
export type ImageOrigin = { readonly folder: string } | { readonly dataset: string; readonly baseFolder?: string };

/** A split of a run, by its folder. */
export interface ComputedSplit {
  readonly folder: string;
  readonly split: Split;
  /** May a trainer be started for what is not stored? */
  readonly mayCompute: boolean;
  /** Processor cores that it may use; 0: the engine's own choice. */
  readonly cores: number;
}

/** An image of a split of a run, by its number as in `SplitSamples.images`. */
export interface SampleOfRun {
  readonly folder: string;
  readonly split: Split;
  readonly image: number;
}

/** An image, and of which class it is asked what speaks for it. */
export interface ExplainedImage extends SampleOfRun, MapQuestion {
  readonly cores: number;
}

export interface ReadRun {
  readonly runId: string;
  readonly folder: string;
  readonly state: RunState;
  readonly label?: string;
  readonly verification?: Verification;
}

/** A definition to be described: its file, or, of one that is being edited, its text. */
export interface DescribedText {
  readonly kind: 'model' | 'comparison';
  readonly from: { readonly path: string } | { readonly text: string };
}

/** A definition in a few figures. */
export interface DefinitionFacts {
  /** SHA-256 of the text, hexadecimal. */
  readonly hash: string;
  /** As the definition says, where that can be read. */
  readonly name?: string;
  /** Of a model without errors. */
  readonly cost?: { readonly parameterCount: number; readonly macs: number };
  readonly errorCount: number;
}

/** A dataset that has a name. */
export interface ListedDataset {
  readonly id: string;
  /** For people: `CIFAR-10`. */
  readonly title: string;
  /** One sentence. */
  readonly detail: string;
  /** True where `fetchDataset` can get it; that is still to be done where there is no `dataset`, or only a sample. */
  readonly isFetchable: boolean;
  /** Of that, about. */
  readonly downloadBytes?: number;
  /** Absent for one that is not on this machine. */
  readonly dataset?: DatasetDescription;
}

/** How far a download or an installation is. */
export interface WorkProgress {
  readonly message: string;
  /** Of the whole, 0..1; absent where nobody knows. */
  readonly fraction?: number;
}

/** What frozen layers gave, kept for the next training, in the user's cache. */
export interface FeatureCacheSize {
  readonly entries: number;
  readonly bytes: number;
}

/** The native engine on this machine. */
export interface EngineState {
  readonly state: 'ready' | 'missing' | 'broken';
  /** Version of TensorFlow. */
  readonly version?: string;
  readonly problem?: string;
}
