import * as vscode from 'vscode';
import type { CompareSet, RunStore } from './host.js';

const KEY = 'compareSet';

interface Stored {
  readonly runIds: readonly string[];
  readonly baseline?: string;
}

/** The compare set, kept for the workspace. Runs that are deleted leave it. */
export class WorkspaceCompareSet implements CompareSet, vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;
  #stored: Stored;

  constructor(memory: vscode.Memento, runs: Pick<RunStore, 'isLoaded' | 'get' | 'onDidChange'>) {
    this.#memory = memory;
    this.#stored = readStored(memory.get(KEY));
    this.#subscription = runs.onDidChange(() => {
      // Until every run has been listed, one that is missing may only not be there yet.
      if (runs.isLoaded) void this.#keep((runId) => runs.get(runId) !== undefined);
    });
  }

  get runIds(): readonly string[] {
    return this.#stored.runIds;
  }

  get baseline(): string | undefined {
    return this.#stored.baseline;
  }

  async set(runIds: readonly string[]): Promise<void> {
    await this.#store({ ...this.#stored, runIds: [...new Set(runIds)] });
  }

  async toggle(runId: string, isIn: boolean): Promise<void> {
    const others = this.runIds.filter((other) => other !== runId);
    await this.set(isIn ? [...others, runId] : others);
  }

  async setBaseline(runId: string | undefined): Promise<void> {
    const { runIds } = this.#stored;
    await this.#store(runId === undefined ? { runIds } : { runIds, baseline: runId });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #keep(isThere: (runId: string) => boolean): Promise<void> {
    const { runIds, baseline } = this.#stored;
    const kept = runIds.filter(isThere);
    const keptBaseline = baseline !== undefined && isThere(baseline) ? baseline : undefined;
    if (kept.length === runIds.length && keptBaseline === baseline) return;
    await this.#store({ runIds: kept, ...(keptBaseline === undefined ? {} : { baseline: keptBaseline }) });
  }

  async #store(stored: Stored): Promise<void> {
    if (stored.baseline === this.baseline && stored.runIds.join() === this.runIds.join()) return;
    this.#stored = stored;
    this.#changed.fire();
    await this.#memory.update(KEY, stored);
  }
}

/** What an earlier version, or anything else, may have left. */
function readStored(value: unknown): Stored {
  const { runIds, baseline } = (value ?? {}) as { readonly runIds?: unknown; readonly baseline?: unknown };
  const texts = Array.isArray(runIds) ? runIds.filter((runId) => typeof runId === 'string') : [];
  return { runIds: texts, ...(typeof baseline === 'string' ? { baseline } : {}) };
}
