import path from 'node:path';
import type { ReadRun } from '../protocol/service.js';
import { readLabel } from '../runs/labelFile.js';
import { readRun } from '../runs/readRun.js';
import { RunTail } from '../runs/runTail.js';
import { readVerificationFile } from '../runs/verificationFile.js';
import type { Notify, ServiceHandlers } from './serviceHandlers.js';

interface Follower {
  readonly tail: Promise<RunTail>;
  /** How often it was asked for, less how often it was given up. */
  count: number;
}

/** Reads runs and follows them; a run that several follow is read once, and its events come once. */
export class RunFollowers {
  readonly #notify: Notify;
  /** By absolute folder. */
  readonly #followers = new Map<string, Follower>();

  readonly handlers: Pick<ServiceHandlers, 'readRun' | 'followRun' | 'unfollowRun'> = {
    readRun: ({ folder }) => readWhole(folder),
    followRun: ({ folder }) => this.#follow(path.resolve(folder)),
    unfollowRun: async ({ folder }) => {
      await this.#unfollow(path.resolve(folder));
      return null;
    },
  };

  constructor(notify: Notify) {
    this.#notify = notify;
  }

  dispose(): void {
    for (const { tail } of this.#followers.values())
      void tail.then(
        (opened) => opened.dispose(),
        () => undefined,
      );
    this.#followers.clear();
  }

  async #follow(folder: string): Promise<ReadRun> {
    // First, so that nothing stands between the tail's state and the answer: what is told after the state comes after it.
    const kept = await readKept(folder);
    const follower = this.#followers.get(folder) ?? { tail: this.#open(folder), count: 0 };
    this.#followers.set(folder, follower);
    follower.count += 1;
    try {
      const { state } = await follower.tail;
      return { runId: path.basename(folder), folder, state, ...kept };
    } catch (error) {
      this.#followers.delete(folder);
      throw error;
    }
  }

  #open(folder: string): Promise<RunTail> {
    return RunTail.open(folder, {
      onEvents: (events) => this.#notify('runEvents', { folder, events }),
      onReset: (state) => this.#notify('runReset', { folder, state }),
    });
  }

  async #unfollow(folder: string): Promise<void> {
    const follower = this.#followers.get(folder);
    if (follower === undefined) return;
    follower.count -= 1;
    if (follower.count > 0) return;
    this.#followers.delete(folder);
    (await follower.tail).dispose();
  }
}

async function readWhole(folder: string): Promise<ReadRun> {
  const run = await readRun(folder);
  const label = await readLabel(folder);
  return label === undefined ? run : { ...run, label };
}

/** What lies beside the events; what cannot be read is left out, and a warning of the run as `readRun` tells it. */
async function readKept(folder: string): Promise<Pick<ReadRun, 'label' | 'verification'>> {
  const label = await readLabel(folder);
  const verification = await readVerificationFile(folder).catch(() => undefined);
  return { ...(label === undefined ? {} : { label }), ...(verification === undefined ? {} : { verification }) };
}
