/** What the host asks of the service about weights of published networks. */
export interface BackboneRequests {
  /** Which of these ImageNet weights are not on this machine, with what to do. Nothing is read but manifests. */
  readonly lookForBackbones: {
    readonly params: { readonly wanted: readonly WantedBackbone[] };
    readonly result: readonly MissingBackbone[];
  };
  readonly listBackbones: { readonly params: null; readonly result: readonly ListedBackbone[] };
  /** Downloads weights into the user's cache, checked. Progress: `WorkProgress`. */
  readonly fetchBackbone: {
    readonly params: WantedBackbone;
    readonly result: { readonly title: string; readonly licence: string; readonly fetchedBytes: number };
  };
}

/** ImageNet weights of a published network. */
export interface WantedBackbone {
  readonly network: string;
  readonly alpha: number;
  /** The last layer that is used; all of them if not given. */
  readonly upTo?: string | undefined;
}

/** Weights that are not on this machine. */
export interface MissingBackbone extends WantedBackbone {
  /** For people: which network, in which width, up to where. */
  readonly text: string;
  /** True where `fetchBackbone` may get them. */
  readonly isFetchable: boolean;
  /** What to do without a download. */
  readonly advice: string;
}

/** Published weights of a network. */
export interface ListedBackbone extends WantedBackbone {
  readonly title: string;
  readonly licence: string;
  readonly state: 'cached' | 'fetchable' | 'by hand';
  /** Of the whole network; 0 where nothing can be fetched. */
  readonly bytes: number;
}
