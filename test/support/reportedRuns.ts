import { judge as judgeRuns } from '../../src/core/comparison/judge.js';
import type { RunEvent } from '../../src/core/run/events.js';
import { reduceRunEvents } from '../../src/core/run/state.js';
import type { Snapshot } from '../../src/protocol/page.js';
import { writePredictions } from '../../src/runs/predictionsFile.js';
import type { collectReport, ReportOptions } from '../../src/service/report/reportData.js';
import { madeSamples } from '../page/support/madeSamples.js';
import { pageDataOf } from '../page/support/pageData.js';
import { snapshotOf } from '../page/support/pageRuns.js';
import { storeEvents } from './storedRun.js';

export type ReportHandlers = Parameters<typeof collectReport>[0];

/** Runs in folders of their own under `root`, and handlers that answer for them with made-up images. */
export async function storeReportedRuns(
  root: string,
  runs: readonly (readonly [runId: string, readonly RunEvent[]])[],
): Promise<{ readonly folders: string[]; readonly handlers: ReportHandlers; readonly snapshot: Snapshot }> {
  const fitting = runs.map(([runId, events]) => [runId, withOwnCount(events)] as const);
  const snapshot = snapshotOf(fitting);
  const folders: string[] = [];
  for (const [runId, events] of fitting) {
    const folder = await storeEvents(root, runId, events);
    const state = reduceRunEvents(events);
    if (state.evaluation !== undefined) await writePredictions(folder, madeSamples(state).probabilities);
    folders.push(folder);
  }
  const data = pageDataOf(() => snapshot);
  const runIdOf = (folder: string) => runs[folders.indexOf(folder)]?.[0] ?? '';
  const refuse = () => {
    throw new Error('A report asks for nothing of the kind.');
  };
  const handlers: ReportHandlers = {
    readSamples: ({ folder, split }) => data.readSamples({ runId: runIdOf(folder), split }),
    readImages: ({ from, split, indices }) =>
      data.readImages({ runId: 'folder' in from ? runIdOf(from.folder) : '', split, indices }),
    readDataset: ({ from }) => data.readDataset({ runId: 'folder' in from ? runIdOf(from.folder) : '' }),
    inspectSample: refuse,
    inspectLayers: refuse,
    findNearest: refuse,
    augmentSamples: refuse,
  };
  return { folders, handlers, snapshot };
}

/** Recorded runs speak of 10,000 test images, whatever they were evaluated on. */
function withOwnCount(events: readonly RunEvent[]): RunEvent[] {
  const testCount = reduceRunEvents(events).evaluation?.test.count ?? 0;
  return events.map((event) =>
    event.type === 'runStarted' ? { ...event, testCount, dataset: { ...event.dataset, testCount } } : event,
  );
}

/** Options for a report that nobody waits for. */
export function reportOptions(folders: readonly string[], rest: Partial<ReportOptions> = {}): ReportOptions {
  const madeAt = new Date(Date.UTC(2031, 3, 5, 6, 7));
  const judge = async () => judgeRuns([]);
  return { folders, madeAt, signal: new AbortController().signal, judge, report: () => undefined, ...rest };
}
