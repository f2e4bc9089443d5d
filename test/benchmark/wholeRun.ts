import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { cliRun } from '../support/cliRun.js';

/** A whole run as a person sees it: one command, from its start to its end. */
export interface WholeRun {
  /** From process start to process end: the evaluation is stored before. */
  readonly durationMs: number;
  /** Sum over the epochs of the time in training steps. */
  readonly trainDurationMs: number;
  /** The trainer's own account of its peak resident memory. */
  readonly reportedPeakBytes?: number;
  /** Largest peak of a child process as the operating system tells it (Linux only). */
  readonly observedPeakBytes?: number;
  readonly testAccuracy: number;
}

/** Runs `bakeoff train ARGUMENT…` and measures it. @throws Error when the run does not complete. */
export async function measureWholeRun(cli: string, argumentList: readonly string[]): Promise<WholeRun> {
  let observedPeakBytes: number | undefined;
  let watch: NodeJS.Timeout | undefined;
  try {
    const run = await cliRun(cli, argumentList, (child) => {
      watch = setInterval(() => {
        const peak = peakOfChildren(child.pid);
        if (peak !== undefined) observedPeakBytes = Math.max(peak, observedPeakBytes ?? 0);
      }, 200);
    });
    rmSync(run.runsFolder, { recursive: true, force: true });
    const epochs = run.events.filter((event) => event.type === 'epochEnded');
    const completed = run.events.find((event) => event.type === 'runCompleted');
    const reportedPeakBytes = completed?.peakMemoryBytes;
    return {
      durationMs: run.durationMs,
      trainDurationMs: epochs.reduce((sum, { trainDurationMs }) => sum + trainDurationMs, 0),
      ...(reportedPeakBytes === undefined ? {} : { reportedPeakBytes }),
      ...(observedPeakBytes === undefined ? {} : { observedPeakBytes }),
      testAccuracy: run.evaluation.test.accuracy,
    };
  } finally {
    clearInterval(watch);
  }
}

/** Largest `VmHWM` among the processes whose parent is `parent`, in bytes; undefined without /proc. */
function peakOfChildren(parent: number | undefined): number | undefined {
  if (parent === undefined || process.platform !== 'linux') return undefined;
  let peak: number | undefined;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const status = readFileSync(`/proc/${entry}/status`, 'utf8');
      if (Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) !== parent) continue;
      const kilobytes = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]);
      if (kilobytes * 1024 > (peak ?? 0)) peak = kilobytes * 1024;
    } catch {
      // It ended in between.
    }
  }
  return peak;
}
