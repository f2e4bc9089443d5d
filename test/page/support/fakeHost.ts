import { Channel, type Handlers, type Port } from '../../../src/protocol/channel.js';
import type { HostContract, PageContract, PageNotices, PageRequests, Snapshot } from '../../../src/protocol/page.js';
import { type PageData, pageDataOf } from './pageData.js';

/** The extension host as a page knows it: answers what it is given, and remembers what was asked. Needs no Node. */
export class FakeHost {
  /** Requests of the page, in order. */
  readonly asked: (readonly [name: string, params: unknown])[] = [];
  readonly problems: string[] = [];
  /** Why requests fail, by their name. */
  readonly refusals = new Map<string, Error>();
  /** What becomes of answers before they are given: wait, or put others in their place. By the request's name. */
  readonly delays = new Map<string, (result: unknown) => unknown>();
  /** What a page that is ready is told. */
  snapshot: Snapshot;
  /** Answers to what the page asks beyond the state of runs. */
  data: PageData;
  readonly #channel: Channel<HostContract, PageContract>;

  /** `acts`: what is to happen on requests, besides remembering them. */
  constructor(port: Port, snapshot: Snapshot, acts: Partial<Handlers<HostContract>> = {}) {
    this.snapshot = snapshot;
    this.data = pageDataOf(() => this.snapshot);
    const handlers: Handlers<HostContract> = {
      ready: () => this.snapshot,
      openDefinition: () => null,
      compareSideBySide: () => null,
      attributeDifference: () => null,
      showWhatChanged: () => null,
      showRunLog: () => null,
      stopRun: () => null,
      resumeRun: () => null,
      pickRuns: () => null,
      removeRun: () => null,
      setBaseline: () => null,
      trainModel: () => null,
      checkData: () => null,
      judgeImage: ({ word }) => ({ ...word, by: 'somebody', time: 1 }),
      saveText: () => true,
      exportRuns: () => true,
      saveImage: () => true,
      readSamples: (params) => this.data.readSamples(params),
      readImages: (params) => this.data.readImages(params),
      inspectSample: (params) => this.data.inspectSample(params),
      inspectLayers: (params) => this.data.inspectLayers(params),
      readLayerEvidence: (params) => this.data.readLayerEvidence(params),
      readLayerTable: (params) => this.data.readLayerTable(params),
      findNearest: (params) => this.data.findNearest(params),
      gradCam: (params) => this.data.gradCam(params),
      occlude: (params) => this.data.occlude(params),
      findNearestFeatures: (params) => this.data.findNearestFeatures(params),
      readDataset: (params) => this.data.readDataset(params),
      readDataCheck: (params) => this.data.readDataCheck(params),
      augmentSamples: (params) => this.data.augmentSamples(params),
      attributionCost: (params) => this.data.attributionCost(params),
      attributionOf: (params) => this.data.attributionOf(params),
      compareDefinitions: (params) => this.data.compareDefinitions(params),
      honestScores: (params) => this.data.honestScores(params),
      judgement: (params) => this.data.judgement(params),
      ...acts,
    };
    this.#channel = new Channel<HostContract, PageContract>(port, this.#remembered(handlers), {
      onProblem: (problem) => this.problems.push(problem),
    });
  }

  tell<Name extends keyof PageNotices>(name: Name, payload: PageNotices[Name]): void {
    this.#channel.notify(name, payload);
  }

  /** Parameters of each request of that name. */
  askedFor(name: keyof PageRequests): unknown[] {
    return this.asked.filter(([asked]) => asked === name).map(([, params]) => params);
  }

  dispose(): void {
    this.#channel.dispose();
  }

  #remembered(handlers: Handlers<HostContract>): Handlers<HostContract> {
    const entries = Object.entries(handlers).map(([name, handle]) => [
      name,
      async (params: unknown, context: unknown) => {
        this.asked.push([name, params]);
        const refusal = this.refusals.get(name);
        if (refusal !== undefined) throw refusal;
        const result = await (handle as (params: unknown, context: unknown) => unknown)(params, context);
        const delay = this.delays.get(name);
        return delay === undefined ? result : delay(result);
      },
    ]);
    return Object.fromEntries(entries) as unknown as Handlers<HostContract>;
  }
}
