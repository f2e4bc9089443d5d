import type { Judgement } from '../core/comparison/judgement.js';
import type { AttributionRecord } from '../core/difference/attributionRecord.js';
import type { DatasetDoubts, HonestReport } from '../core/honesty/honestReport.js';
import type { QuantisedColumns } from '../core/samples/quantisedColumns.js';
import type { Snapshot } from './page.js';
import type { DatasetView, ImageBatch, RunEvidence, SplitSamples } from './samples.js';
import type { WireError } from './wire.js';

/** All that a report knows: what its page would else ask the extension host. Packed by `packValue`. */
export interface ReportData {
  /** Of this form. */
  readonly version: 1;
  readonly snapshot: Snapshot;
  /** What runs say of their test images. */
  readonly samples: readonly ReportSamples[];
  /** What runs' layers were found to know. */
  readonly layers?: readonly { readonly runId: string; readonly answer: RunEvidence }[];
  /** Test and training images, of each dataset by its checksum. */
  readonly images: readonly { readonly part: 'train' | 'test'; readonly batch: ImageBatch }[];
  /** Of each run's definition, by its id, as plans of seeds name models; absent in reports of older versions. */
  readonly definitionHashes?: Readonly<Record<string, string>>;
  /** Of all runs of the report, in their order; absent in reports of older versions. */
  readonly judgement?: { readonly runIds: readonly string[]; readonly answer: ReportAnswer<Judgement> };
  /** What is in doubt about the test images of those runs that have them, and scores without it; absent where nothing is. */
  readonly honest?: {
    readonly runIds: readonly string[];
    readonly answer: HonestReport;
    readonly doubts: DatasetDoubts;
  };
  readonly datasets: readonly { readonly runIds: readonly string[]; readonly answer: ReportAnswer<DatasetView> }[];
  /** Absent in reports that were made before there were any. */
  readonly attributions?: readonly ReportAttribution[];
}

/** What the changes between two runs' definitions are worth. */
export interface ReportAttribution {
  readonly first: string;
  readonly second: string;
  readonly record: AttributionRecord;
}

/** An answer, or why there is none. */
export type ReportAnswer<T> = { readonly value: T } | { readonly problem: WireError };

export interface ReportSamples {
  readonly runId: string;
  readonly answer: ReportAnswer<{
    readonly columns: QuantisedColumns;
    readonly rest: Pick<SplitSamples, 'classNames' | 'checksum' | 'imageShape'>;
    readonly top: TopClasses;
  }>;
}

/** The most probable classes of some images: for each of them `perImage` classes and their probabilities, quantised to 1. */
export interface TopClasses {
  readonly perImage: number;
  /** Numbers of images, ascending. */
  readonly images: Uint32Array;
  readonly classes: Uint16Array;
  readonly probabilities: Uint16Array;
}
