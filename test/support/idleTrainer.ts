import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { handRunTo } from '../../src/runs/runClaim.js';

/** A process that does nothing, in whose name a run is claimed, as if it trained it. */
export interface IdleTrainer {
  readonly pid: number;
  /** As a crash; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a process that does nothing and hands the run to it. */
export async function idleTrainer(folder: string): Promise<IdleTrainer> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new Error('no process could be started');
  handRunTo(folder, pid);
  return {
    pid,
    async kill() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
