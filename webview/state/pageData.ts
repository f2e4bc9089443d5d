import type { RequestOptions } from '../../src/protocol/channel.js';
import type { PageDataRequests } from '../../src/protocol/page.js';
import { RemoteError } from '../../src/protocol/remoteError.js';
import type { WorkProgress } from '../../src/protocol/service.js';
import type { PageProblem } from './pageState.js';

/** Something that was asked for: on its way, there, or not to be had. */
export type Loading<T> =
  | { readonly kind: 'loading'; readonly progress?: WorkProgress }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly problem: PageProblem };

/** Asks the host. Rejects with what went wrong. */
export type AskForData = <Name extends keyof PageDataRequests & string>(
  request: Name,
  params: PageDataRequests[Name]['params'],
  options: RequestOptions,
) => Promise<PageDataRequests[Name]['result']>;

/** What is kept here; pixels are kept in an atlas. */
export type KeptRequest = Exclude<keyof PageDataRequests, 'readImages'>;

/** So many answers of each kind are kept: more than one page shows, and no more than some tens of megabytes. */
const most: { readonly [Name in KeptRequest]: number } = {
  readSamples: 300,
  inspectSample: 500,
  inspectLayers: 60,
  readLayerEvidence: 40,
  readLayerTable: 200,
  findNearest: 200,
  gradCam: 100,
  occlude: 100,
  findNearestFeatures: 200,
  readDataset: 8,
  readDataCheck: 8,
  augmentSamples: 8,
  attributionOf: 100,
  attributionCost: 100,
  compareDefinitions: 100,
  judgement: 20,
  honestScores: 20,
};

interface Entry {
  readonly name: KeptRequest;
  readonly params: PageDataRequests[KeptRequest]['params'];
  readonly controller: AbortController;
  loading: Loading<unknown>;
}

/** Answers to what the page has asked the host for beyond the state of runs: each is asked for once, and kept. */
export class PageData {
  readonly #ask: AskForData;
  readonly #onChange: () => void;
  /** The least recently used first. */
  readonly #entries = new Map<string, Entry>();

  /** `onChange`: something has come in, or is not to be had. */
  constructor(ask: AskForData, onChange: () => void) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  /** What is known of an answer; asks for it when nothing is. `revision`: another one means another answer. */
  get<Name extends KeptRequest>(
    name: Name,
    params: PageDataRequests[Name]['params'],
    revision = '',
  ): Loading<PageDataRequests[Name]['result']> {
    const key = JSON.stringify([name, params, revision]);
    const entry = this.#entries.get(key) ?? this.#begin(name, params, key);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.loading as Loading<PageDataRequests[Name]['result']>;
  }

  /** Forgets all answers of some kinds: there are other ones now. */
  forget(names: readonly KeptRequest[]): void {
    this.#drop(({ name }) => names.includes(name));
    this.#onChange();
  }

  /** Forgets what has failed, so that it is asked for again by who still wants it. */
  retryFailed(): void {
    this.#drop(({ loading }) => loading.kind === 'failed');
    this.#onChange();
  }

  /** Ends what is still under way of one kind, as if it had failed: the person does not want to wait. */
  cancel(name: KeptRequest, problem: PageProblem): void {
    for (const entry of this.#entries.values()) {
      if (entry.name !== name || entry.loading.kind !== 'loading') continue;
      entry.loading = { kind: 'failed', problem };
      entry.controller.abort();
    }
    this.#onChange();
  }

  /** Forgets what has to do with other runs than these, and ends what is under way for them. */
  keepRuns(runIds: ReadonlySet<string>): void {
    this.#drop(({ params }) => {
      if ('runIds' in params) return params.runIds.some((runId) => !runIds.has(runId));
      return 'runId' in params && !runIds.has(params.runId);
    });
  }

  #begin<Name extends KeptRequest>(name: Name, params: PageDataRequests[Name]['params'], key: string): Entry {
    const controller = new AbortController();
    const entry: Entry = { name, params, controller, loading: { kind: 'loading' } };
    const isWanted = () => this.#entries.get(key) === entry && !controller.signal.aborted;
    const become = (loading: Loading<unknown>) => {
      if (!isWanted()) return;
      entry.loading = loading;
      this.#onChange();
    };
    this.#ask(name, params, {
      signal: controller.signal,
      onProgress: (progress) => become({ kind: 'loading', progress: progress as WorkProgress }),
    }).then(
      (value) => become({ kind: 'ready', value }),
      (error: unknown) => become({ kind: 'failed', problem: problemOf(error) }),
    );
    const oldest = [...this.#entries].filter(([, other]) => other.name === name).slice(0, -(most[name] - 1));
    for (const [oldKey, { controller: old }] of oldest) {
      this.#entries.delete(oldKey);
      old.abort();
    }
    return entry;
  }

  #drop(isUnwanted: (entry: Entry) => boolean): void {
    for (const [key, entry] of this.#entries) {
      if (!isUnwanted(entry)) continue;
      this.#entries.delete(key);
      entry.controller.abort();
    }
  }
}

/** What is told to people of something that went wrong. */
export function problemOf(error: unknown): PageProblem {
  const message = error instanceof Error ? error.message : String(error);
  const advice = error instanceof RemoteError ? error.advice : undefined;
  return { message, ...(advice === undefined ? {} : { advice }) };
}
