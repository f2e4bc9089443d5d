import path from 'node:path';
import { testDoubts } from '../../core/honesty/honestReport.js';
import type { ReportData } from '../../protocol/report.js';
import { readDoubts } from '../../runs/honestReport.js';
import type { ReportedRun, ReportOptions } from './reportData.js';

/** Undefined where nothing is in doubt, or it cannot be told: figures are reported all the same. @throws the signal's reason. */
export async function honestOf(
  runs: readonly ReportedRun[],
  { score, signal }: Pick<ReportOptions, 'score' | 'signal'>,
): Promise<ReportData['honest']> {
  const evaluated = runs.filter(({ shown }) => shown.state.evaluation !== undefined);
  const [first] = evaluated;
  const checksum = first?.shown.state.started?.dataset.checksum;
  if (score === undefined || first === undefined || checksum === undefined) return undefined;
  try {
    const doubts = await readDoubts(path.dirname(first.folder), checksum);
    const answer = doubts === undefined ? null : await score(evaluated.map(({ folder }) => folder));
    if (doubts === undefined || answer === null) return undefined;
    return { runIds: evaluated.map(({ shown }) => shown.runId), answer, doubts: testDoubts(doubts) };
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
