import path from 'node:path';
import { RootWatcher } from '../runs/rootWatcher.js';
import type { HeldRuns } from './heldRuns.js';
import { RunTeller } from './runTeller.js';
import type { Notify, ServiceHandlers } from './serviceHandlers.js';

interface OpenRoot {
  readonly watcher: Promise<RootWatcher>;
  readonly teller: RunTeller;
}

/** The runs roots that the host watches. */
export class RunRoots {
  readonly #notify: Notify;
  readonly #held: HeldRuns;
  readonly #onListed: ((root: string) => void) | undefined;
  /** By absolute path. */
  readonly #roots = new Map<string, OpenRoot>();

  readonly handlers: Pick<ServiceHandlers, 'openRoot' | 'closeRoot'> = {
    openRoot: ({ root }) => this.#open(path.resolve(root)),
    closeRoot: ({ root }) => {
      this.#close(path.resolve(root));
      return null;
    },
  };

  /** `onListed`: the runs of a root have been told for the first time. */
  constructor(notify: Notify, held: HeldRuns, onListed?: (root: string) => void) {
    this.#notify = notify;
    this.#held = held;
    this.#onListed = onListed;
  }

  /** Absolute. */
  get open(): readonly string[] {
    return [...this.#roots.keys()];
  }

  /** Tells what has become of these runs, if their roots are open; resolves when that is told. */
  async refresh(folders: readonly string[]): Promise<void> {
    const byRoot = new Map<string, string[]>();
    for (const folder of folders.map((given) => path.resolve(given))) {
      const root = path.dirname(folder);
      byRoot.set(root, [...(byRoot.get(root) ?? []), path.basename(folder)]);
    }
    await Promise.all([...byRoot].map(([root, runIds]) => this.#refreshRoot(root, runIds)));
  }

  dispose(): void {
    for (const root of [...this.#roots.keys()]) this.#close(root);
  }

  async #refreshRoot(root: string, runIds: readonly string[]): Promise<void> {
    const open = this.#roots.get(root);
    if (open === undefined) return;
    // One that could not be opened has told so to whoever opened it.
    const watcher = await open.watcher.catch(() => undefined);
    await watcher?.refresh(runIds);
    await open.teller.told;
  }

  async #open(root: string): Promise<{ warnings: readonly string[] }> {
    // Whoever opens it a second time wants to hear the whole list again.
    this.#close(root);
    // A long list takes time, and trainers wait for somebody who watches.
    this.#held.expectUnder(root);
    const teller = new RunTeller(root, this.#notify);
    const watcher = RootWatcher.open(root, ({ changed, removed }) => {
      this.#held.update(changed);
      void teller.tell(changed, removed);
    });
    this.#roots.set(root, { watcher, teller });
    const { runs, warnings } = await watcher.catch((error: unknown) => {
      if (this.#roots.get(root)?.watcher === watcher) this.#roots.delete(root);
      throw error;
    });
    this.#held.update(runs);
    await teller.tell(runs, []);
    this.#onListed?.(root);
    return { warnings: warnings.map(({ message }) => message) };
  }

  #close(root: string): void {
    const open = this.#roots.get(root);
    if (open === undefined) return;
    this.#roots.delete(root);
    this.#held.releaseUnder(root);
    open.teller.dispose();
    void open.watcher.then(
      (watcher) => watcher.dispose(),
      () => undefined,
    );
  }
}
