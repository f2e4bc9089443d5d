import type * as vscode from 'vscode';
import type { LayerTable } from '../protocol/samples.js';
import type { Service, StoredRun } from './host.js';

/** Tables of so many runs are kept: more definitions are hardly open. */
const MAXIMUM_RUNS = 50;
/** What was not there is looked for again when it is wanted after this time. */
const AGAIN_MS = 10_000;

interface Known {
  readonly table: LayerTable | null;
  readonly time: number;
}

/** What runs' layers were found to know, for who cannot wait: asked for once, told when it is there. */
export class LensEvidence {
  readonly #service: Pick<Service, 'request'>;
  readonly #now: () => number;
  /** By folder and duration: a run that was resumed has taken longer. */
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<() => unknown>();

  constructor(service: Pick<Service, 'request'>, now: () => number = Date.now) {
    this.#service = service;
    this.#now = now;
  }

  readonly onDidChange: vscode.Event<void> = (listener) => {
    const own = () => listener();
    this.#listeners.add(own);
    return { dispose: () => void this.#listeners.delete(own) };
  };

  /** Undefined where there is none, or not yet. */
  of({ folder, durationMs, status }: Pick<StoredRun, 'folder' | 'durationMs' | 'status'>): LayerTable | undefined {
    if (status === 'running') return undefined;
    const key = `${folder} ${durationMs}`;
    const known = this.#known.get(key);
    const isOld = known?.table === null && this.#now() - known.time > AGAIN_MS;
    if (known === undefined || isOld) void this.#ask(key, folder);
    return known?.table ?? undefined;
  }

  async #ask(key: string, folder: string): Promise<void> {
    this.#known.set(key, { table: null, time: this.#now() });
    for (const old of [...this.#known.keys()].slice(0, -MAXIMUM_RUNS)) this.#known.delete(old);
    try {
      const table = await this.#service.request('readLayerTable', { folder });
      if (table === null || !this.#known.has(key)) return;
      this.#known.set(key, { table, time: this.#now() });
      for (const listener of this.#listeners) listener();
    } catch {
      // What is damaged is no evidence; commands that are asked for it say so.
    }
  }
}
