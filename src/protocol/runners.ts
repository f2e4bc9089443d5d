/** What becomes of a training whose window is gone. */
export type AfterWindow = 'continue' | 'stop';

/** Where trainings run. */
export interface UsedRunner {
  readonly runner: 'local' | 'ray';
  /** Of a Ray dashboard; empty: none. */
  readonly address: string;
  readonly token?: string;
}

/** What the service does about where trainings run. */
export interface RunnerRequests {
  /**
   * From now on trainings run there. Jobs that a window left are attached to where `address` is their cluster, also while
   * `runner` is `local`. An address that cannot be used is told by whatever needs it.
   */
  readonly useRunner: { readonly params: UsedRunner; readonly result: null };
  /** Asks the cluster who it is. */
  readonly checkCluster: {
    readonly params: null;
    readonly result: { readonly rayVersion: string; readonly address: string };
  };
}

/** A cluster where jobs of this window go on refuses to tell of them; code and advice as those of a `RemoteError`. */
export interface ClusterRefused {
  readonly message: string;
  readonly code: string;
  readonly advice?: string;
}

/** What the service tells of clusters. */
export interface RunnerNotices {
  /** What a person should know of a training on a cluster: why it waits, that it is begun again elsewhere. */
  readonly trainingNoted: { readonly runId: string; readonly message: string };
  readonly clusterRefused: ClusterRefused;
}
