import path from 'node:path';
import type { ReportAttribution } from '../../protocol/report.js';
import { readAttributions } from '../../runs/attributionFile.js';
import { textHash } from '../../runs/textHash.js';
import type { ReportedRun } from './reportData.js';

/** What is known of what the changes between the runs' definitions are worth, of every two of them that lie side by side. */
export async function attributionsOf(runs: readonly ReportedRun[]): Promise<ReportAttribution[]> {
  const found: ReportAttribution[] = [];
  const hashOf = ({ shown }: ReportedRun) => {
    const text = shown.state.started?.request.definitionText;
    return text === undefined ? undefined : textHash(text);
  };
  for (const root of new Set(runs.map(({ folder }) => path.dirname(folder)))) {
    const records = await readAttributions(root);
    const own = runs.filter(({ folder }) => path.dirname(folder) === root);
    for (const one of own)
      for (const other of own) {
        const record = records.find(({ first, second }) => first.hash === hashOf(one) && second.hash === hashOf(other));
        if (record !== undefined) found.push({ first: one.shown.runId, second: other.shown.runId, record });
      }
  }
  return found;
}
