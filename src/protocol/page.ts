import type { Judgement } from '../core/comparison/judgement.js';
import type { AttributionCost } from '../core/difference/attributionCost.js';
import type { AttributionRecord } from '../core/difference/attributionRecord.js';
import type { HonestReport } from '../core/honesty/honestReport.js';
import type { ImageJudgement } from '../core/honesty/imageJudgements.js';
import type { ExportFormat } from '../core/report/exportComparison.js';
import type { BatchCurve } from '../core/run/batchCurve.js';
import type { DefinitionDifference } from '../core/run/definitionDifference.js';
import type { RunEvent } from '../core/run/events.js';
import type { RunState } from '../core/run/state.js';
import type { ImageChange } from '../core/samples/changedImages.js';
import type { Contract } from './channel.js';
import type { DataCheck, JudgedWord } from './dataChecks.js';
import type { FeatureNeighbours, GradCamInspection, MapQuestion, OcclusionInspection } from './explanations.js';
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

/** What the page asks of the extension host. Runs are named by their ids; the host knows where they lie. */
export interface PageRequests extends PageDataRequests {
  /** The page is there. From this answer on it is told what changes, for as long as it can be seen. */
  readonly ready: { readonly params: null; readonly result: Snapshot };
  /** Opens the definition of a run beside the panel, at a layer's line where one is named. */
  readonly openDefinition: {
    /** `line`: from 1, in the text that was trained; it says more than `layer`, where both are there. */
    readonly params: { readonly runId: string; readonly layer?: string; readonly line?: number };
    readonly result: null;
  };
  /** What the definition says now beside what was trained. */
  /** Opens what two runs were trained from side by side; at a line of the second's, from 1. */
  readonly compareSideBySide: {
    readonly params: { readonly first: string; readonly second: string; readonly line?: number };
    readonly result: null;
  };
  /** Has the person say how the difference of two runs is to be attributed, and trains what that takes. */
  readonly attributeDifference: {
    readonly params: { readonly first: string; readonly second: string };
    readonly result: null;
  };
  readonly showWhatChanged: { readonly params: RunParams; readonly result: null };
  readonly showRunLog: { readonly params: RunParams; readonly result: null };
  readonly stopRun: { readonly params: RunParams; readonly result: null };
  readonly resumeRun: { readonly params: RunParams; readonly result: null };
  /** Asks the person which runs are to be shown; those come by `shown`. */
  readonly pickRuns: { readonly params: null; readonly result: null };
  /** Takes a run off the page. */
  readonly removeRun: { readonly params: RunParams; readonly result: null };
  readonly setBaseline: { readonly params: { readonly runId: string | null }; readonly result: null };
  /** Keeps a person's word on an image; answers when it is on disk. */
  readonly judgeImage: { readonly params: DataSource & { readonly word: JudgedWord }; readonly result: ImageJudgement };
  /** Looks for images of a dataset that are there twice, or for wrong labels; asks the person what is missing for that. */
  readonly checkData: {
    readonly params: { readonly dataset: string; readonly what: 'images' | 'labels' };
    readonly result: null;
  };
  /** Asks the person what to train, and trains it. */
  readonly trainModel: { readonly params: null; readonly result: null };
  /** Asks where to, then writes. False: the person thought better of it. */
  readonly saveText: {
    readonly params: { readonly suggestedName: string; readonly text: string };
    readonly result: boolean;
  };
  /** Asks where to, then writes the shown runs there: as a report of one HTML file, or their figures. False as above. */
  readonly exportRuns: { readonly params: { readonly format: ExportFormat | 'html' }; readonly result: boolean };
  readonly saveImage: {
    readonly params: { readonly suggestedName: string; readonly png: Uint8Array };
    readonly result: boolean;
  };
}

/** What the page asks beyond the state of runs: answered from their folders and datasets, or by a trainer. */
export interface PageDataRequests {
  /**
   * What a run says of every image of a split. Of the test images it is stored; of the others it is computed when it is first
   * asked for, which can take minutes. Progress: `WorkProgress`. Aborting the request ends the computing.
   */
  readonly readSamples: {
    readonly params: { readonly runId: string; readonly split: Split };
    readonly result: SplitSamples;
  };
  /** Pixels of images by their numbers (`SplitSamples`), at most `imagesAtOnce` of them. */
  readonly readImages: {
    readonly params: DataSource & { readonly split: Split; readonly indices: readonly number[] };
    readonly result: ImageBatch;
  };
  /** What a run takes an image for; as quick as `readSamples`. */
  readonly inspectSample: { readonly params: SampleParams; readonly result: SampleInspection };
  /** What each layer of a run's model makes of an image: about a second for the first, then quick. Not in Restricted Mode. */
  readonly inspectLayers: { readonly params: SampleParams; readonly result: LayerInspection };
  /** What a run's layers were found to know. Found now where it is not stored, which takes seconds. Progress: `WorkProgress`. */
  readonly readLayerEvidence: { readonly params: RunParams; readonly result: RunEvidence };
  /** The same without the images, and only what is stored; null where there is nothing. */
  readonly readLayerTable: { readonly params: RunParams; readonly result: LayerTable | null };
  /** The six images that a run was trained on which are most like an image. */
  readonly findNearest: { readonly params: SampleParams; readonly result: NearestImages };
  /** Where each layer with rows and columns finds what speaks for a class. Not in Restricted Mode; likewise the next two. */
  readonly gradCam: { readonly params: SampleParams & MapQuestion; readonly result: GradCamInspection };
  /** How much of a class's probability each part of an image is worth. */
  readonly occlude: { readonly params: SampleParams & MapQuestion; readonly result: OcclusionInspection };
  /** The six training images whose features are most like those of an image. Progress: `WorkProgress`, at the first one. */
  readonly findNearestFeatures: { readonly params: SampleParams; readonly result: FeatureNeighbours };
  readonly readDataset: { readonly params: DataSource; readonly result: DatasetView };
  /** The images of a dataset that are in doubt, and what people have said of them. */
  readonly readDataCheck: { readonly params: DataSource; readonly result: DataCheck };
  /** What a run's augmentation does to images: about a second for the first. Not in Restricted Mode. */
  readonly augmentSamples: { readonly params: RunParams; readonly result: AugmentedSamples };
  /** What each change between what two runs trained is worth; null where that has not been measured. */
  readonly attributionOf: {
    readonly params: { readonly first: string; readonly second: string };
    readonly result: AttributionRecord | null;
  };
  /** What it costs to attribute the difference of two runs, each change by itself. */
  readonly attributionCost: {
    readonly params: { readonly first: string; readonly second: string };
    readonly result: AttributionCost & { readonly seeds: number };
  };
  /** What differs between what two runs trained. */
  readonly compareDefinitions: {
    readonly params: { readonly first: string; readonly second: string };
    readonly result: readonly DefinitionDifference[];
  };
  /** What can be said of runs, and how surely: models, pairs, verdicts, tiers, in the order of the runs. */
  readonly judgement: { readonly params: { readonly runIds: readonly string[] }; readonly result: Judgement };
  /** The same runs scored without test images in doubt; null where nothing is known to be in doubt. */
  readonly honestScores: {
    readonly params: { readonly runIds: readonly string[] };
    readonly result: HonestReport | null;
  };
}

/** Images of a run's dataset, or of a dataset by its id (`fashion-mnist`, `images:DIR`) before there is a run. */
export type DataSource = { readonly runId: string } | { readonly dataset: string };

/** One image, as one run sees it. */
export interface SampleParams {
  readonly runId: string;
  readonly split: Split;
  /** Its number, as in `SplitSamples.images`. */
  readonly image: number;
}

/** What the extension host tells the page: at most ten times a second, and nothing while it is hidden. */
export interface PageNotices {
  /** Other runs are shown, or the page can be seen again: what is known of all runs, from now on. */
  readonly shown: Snapshot;
  /** Events of shown runs, of each in order, none twice: to be folded as `ShownRun`s. All that is new, in one message. */
  readonly runEvents: readonly { readonly runId: string; readonly events: readonly RunEvent[] }[];
  /** Something about runs that is no event: a label, that the definition was edited, which one is the baseline. */
  readonly factsChanged: {
    readonly baseline?: string;
    readonly facts: readonly (RunFacts & { readonly runId: string })[];
  };
  /** Something new has been found about the images of a dataset: what is known to be in doubt is to be asked for again. */
  readonly doubtsChanged: null;
  /** The person asked for a view, by a command or a link. */
  readonly viewAsked: {
    readonly view: string;
    readonly dataset?: string;
    readonly focus?: Focus;
    readonly section?: PageSection;
  };
  /** An attribution has been measured, somewhere. */
  readonly attributionsChanged: null;
}

/** A part of a view that a command or a link leads to. */
export type PageSection = 'attributions' | 'doubts';

/** All that a page needs to draw: what it knew before is forgotten. */
export interface Snapshot {
  /** In the order in which they are shown. */
  readonly runs: readonly ShownRun[];
  /** Run id; may be that of a run which is not shown. */
  readonly baseline?: string;
  /** Runs that were asked for and cannot be shown, and why. */
  readonly missing: readonly { readonly runId: string; readonly reason: string }[];
  /** A view that the person asked for; else the page's own selection decides. */
  readonly view?: string;
  /** Of the test images, what the person asked to look at in that view. */
  readonly focus?: Focus;
  /** A part of that view to go to. */
  readonly section?: PageSection;
  /** Id of a dataset that the person asked to look at, besides those of the runs. */
  readonly dataset?: string;
  /** About the page itself: a sentence for its bar. */
  readonly notice?: string;
  /** False in Restricted Mode: nothing can be trained. */
  readonly canTrain: boolean;
}

/** A run on the page: what its events come to, and what else is known. Folded by `reduceWithBatches` on both sides. */
export interface ShownRun extends RunFacts {
  readonly runId: string;
  /** Its letter everywhere on the page; colour, marker and dash follow from it. Kept while the panel is open. */
  readonly letter: string;
  readonly state: RunState;
  /** The epoch under way, batch by batch. */
  readonly batches: BatchCurve;
}

/** What is known of a run besides its events. */
export interface RunFacts {
  /** Given by the person. */
  readonly label?: string;
  /** True if the definition is not any more what was trained; absent: not known. */
  readonly isStale?: boolean;
}

interface RunParams {
  readonly runId: string;
}

/**
 * What the person looks at; every view derives from it. The page keeps it over a reload; nothing else is kept.
 */
export interface Selection {
  /** Ids of the runs that were shown, for after a reload. */
  readonly runs: readonly string[];
  /** Id of a view. */
  readonly view: string;
  readonly split: Split;
  readonly epoch?: number;
  /**
   * A cell of the confusion matrix, or a class: indices of classes, as predicted class also `NO_PREDICTION` (−1). `runId`: the
   * run whose images are meant; absent, or of a run that is not shown: those of all shown runs. Of changes: the images that
   * `runId` takes for another class than `against`, all or those of a cell; `change`: which of them, absent: the most.
   */
  readonly focus?:
    | { readonly kind: 'cell'; readonly trueClass: number; readonly predictedClass: number; readonly runId?: string }
    | { readonly kind: 'class'; readonly classIndex: number; readonly runId?: string }
    /** Test images that a layer of a run loses (the layer before it has them right, it has not) or gains. */
    | { readonly kind: 'layer'; readonly layer: string; readonly change: 'lost' | 'gained'; readonly runId: string }
    | {
        readonly kind: 'changes';
        readonly runId: string;
        readonly against: string;
        readonly change?: ImageChange;
        readonly trueClass?: number;
        readonly predictedClass?: number;
      };
  /** Number of an image of the split, as in `SplitSamples.images`. */
  readonly sample?: number;
  /** The details of the sample are only a line. */
  readonly isInspectorFolded?: boolean;
}

/** A cell of the confusion matrix, a class, or what changed between two runs. */
export type Focus = NonNullable<Selection['focus']>;

/** What the host serves to the page. */
export interface HostContract extends Contract {
  readonly requests: { readonly [Name in keyof PageRequests]: PageRequests[Name] };
  readonly notices: Record<never, never>;
}

/** What the page hears from the host. */
export interface PageContract extends Contract {
  readonly requests: Record<never, never>;
  readonly notices: { readonly [Name in keyof PageNotices]: PageNotices[Name] };
}
