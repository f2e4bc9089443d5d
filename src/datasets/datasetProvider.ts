import type { Dataset, DatasetDescription, DatasetSource } from '../core/dataset.js';
import type { OpenDataset } from './openDataset.js';

/** What a caller may decide about finding a dataset. */
export interface DatasetOptions {
  /** May bytes be fetched from the network? Default false. */
  readonly allowDownload?: boolean | undefined;
  /** Folder that holds the files of a published dataset; goes before every other place. */
  readonly folder?: string | undefined;
  /** Root of the user's cache, instead of `cacheFolder()`. */
  readonly cacheRoot?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DatasetProgress) => void) | undefined;
  /** Something that the user should know and that is no error: the download failed, so the sample is used. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Instead of `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** What happens while a dataset is fetched. */
export type DatasetProgress =
  /** `source` is for people: a host name, a package. */
  | { readonly type: 'sourceTried'; readonly source: string }
  | { readonly type: 'sourceFailed'; readonly source: string; readonly reason: string }
  /** Something without bytes to count goes on: `waiting`, `updating package lists`, `checking`. */
  | { readonly type: 'stepStarted'; readonly step: string }
  /** Bytes of all files so far and in all, as far as the source tells. */
  | {
      readonly type: 'bytesReceived';
      readonly file: string;
      readonly receivedBytes: number;
      readonly totalBytes: number;
    };

/** What `fetch` did. */
export interface FetchOutcome {
  readonly source: DatasetSource;
  /** False when the whole, checked set was on the machine already. */
  readonly fetched: boolean;
  /** Where the bytes came from, for people; only when fetched. */
  readonly from?: string;
}

/** One kind of dataset: which ids it answers to, and how to find its images. */
export interface DatasetProvider {
  /** The id, or its pattern, as help prints it: `fashion-mnist`, `idx:DIR`. */
  readonly idPattern: string;
  readonly title: string;
  /** One sentence for help. */
  readonly description: string;
  matches(id: string): boolean;
  /** The id in the form that a run records: paths absolute. */
  normalize(id: string): string;
  /** @throws DatasetError when it cannot be found or is damaged. */
  load(id: string, options: DatasetOptions): Promise<Dataset>;
  /** As `load`, reading parts when they are asked for; only where they can be checked one by one. @throws DatasetError */
  open?(id: string, options: DatasetOptions): Promise<OpenDataset>;
  /** True if `describe` reads no images: what it tells is known beforehand. */
  readonly describesUnread: boolean;
  /** What `load` would give, without reading the images where that can be known. @throws DatasetError */
  describe(id: string, options: DatasetOptions): Promise<DatasetDescription>;
  /** Bytes that `fetch` downloads, about. */
  readonly downloadBytes?: number;
  /** Brings the whole set into the user's cache; only where it is published somewhere. @throws DatasetError */
  fetch?(id: string, options: DatasetOptions): Promise<FetchOutcome>;
}
