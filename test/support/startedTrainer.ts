import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identifyProcess } from '../../src/runs/processIdentity.js';
import type { ResumeOptions } from '../../src/runs/trainerProcess.js';
import { bundleScript } from './bundle.js';
import { RUN_ID } from './runEvents.js';

/** A training that a program of its own has started. */
export interface StartedTrainer {
  readonly parent: ChildProcess;
  /** The trainer's. */
  readonly pid: number;
  readonly folder: string;
}

/** Has a program start a slow training under `root`, and waits until it trains. `env` is for both. */
export async function startTrainer(
  root: string,
  env: Readonly<Record<string, string>> = {},
  options: Partial<ResumeOptions> = {},
): Promise<StartedTrainer> {
  const folder = path.join(root, RUN_ID);
  mkdirSync(folder);
  const entry = await bundleScript('slowTrainer.ts', root);
  const script = await bundleScript('trainerParent.ts', root);
  const parent = spawn(process.execPath, [script, entry, folder, JSON.stringify(options)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = await new Promise<number>((resolve, reject) => {
    parent.stdout?.once('data', (text: Buffer) => resolve(Number(text.toString())));
    parent.once('exit', () => reject(new Error('the parent ended')));
  });
  return { parent, pid, folder };
}

/** Resolves when a process is gone, with the seconds that it took. */
export async function secondsUntilGone(pid: number): Promise<number> {
  const start = performance.now();
  while (identifyProcess(pid) !== undefined) {
    if (performance.now() - start > 15_000) throw new Error(`process ${pid} still lives`);
    await sleep(50);
  }
  return (performance.now() - start) / 1_000;
}
