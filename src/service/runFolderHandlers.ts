import type { Judgement } from '../core/comparison/judgement.js';
import { exportComparison } from '../core/report/exportComparison.js';
import type { RunState } from '../core/run/state.js';
import { deleteRun } from '../runs/deleteRun.js';
import { labelRun } from '../runs/labelFile.js';
import { readRun } from '../runs/readRun.js';
import { sizeOfFolder } from '../runs/runSize.js';
import type { JudgeHandlers } from './judgement/judgeHandlers.js';
import { makeReport } from './report/makeReport.js';
import type { RunRoots } from './runRoots.js';
import type { ServiceHandlers } from './serviceHandlers.js';
import { atIntervals } from './workProgress.js';

/** What is done with stored runs. What changes is told before the answer comes. `assets`: the folder of the built page. */
export function runFolderHandlers(
  roots: RunRoots,
  assets: string,
  judges: Pick<JudgeHandlers, 'judge' | 'honestScores'>,
): Pick<ServiceHandlers, 'sizeOfRun' | 'deleteRun' | 'labelRun' | 'exportRuns' | 'makeReport'> {
  return {
    sizeOfRun: ({ folder }) => sizeOfFolder(folder),

    async deleteRun({ folder }) {
      const bytes = await deleteRun(folder);
      await roots.refresh([folder]);
      return bytes;
    },

    async labelRun({ folder, label }) {
      await labelRun(folder, label);
      await roots.refresh([folder]);
      return null;
    },

    async exportRuns({ folders, format, margin }, { signal }) {
      const states: RunState[] = [];
      for (const folder of folders) {
        signal.throwIfAborted();
        states.push((await readRun(folder)).state);
      }
      return exportComparison(states, format, await judgedOrNone(judges.judge(folders, margin, signal), signal));
    },

    makeReport: ({ margin, ...params }, { signal, report }) =>
      makeReport(assets, {
        ...params,
        madeAt: new Date(),
        signal,
        report: atIntervals(report),
        judge: (folders) => judges.judge(folders, margin, signal),
        score: (folders) => judges.honestScores(folders, margin, signal),
      }),
  };
}

/** Figures are exported though nothing could be said of them. @throws the signal's reason. */
async function judgedOrNone(judging: Promise<Judgement>, signal: AbortSignal): Promise<Judgement | undefined> {
  try {
    return await judging;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
