import { commands, workspace } from 'vscode';
import { waitFor } from './waitFor.js';

/** How long an extension took to be there, in milliseconds, by VS Code's own clock. */
export interface ActivationTimes {
  /** Reading and compiling its main bundle. */
  readonly loadMs: number;
  /** Its `activate`, without what that only started. */
  readonly callMs: number;
  /** Until the promise of `activate` was settled. */
  readonly finishMs: number;
}

/**
 * Reads "Developer: Startup Performance" for an extension, which must have been activated.
 * @throws Error when the report does not tell it, as in another version of VS Code.
 */
export async function activationTimes(extensionId: string): Promise<ActivationTimes> {
  await commands.executeCommand('perfview.show');
  try {
    return await waitFor(`${extensionId} in "Startup Performance"`, () => {
      const report = workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf')?.getText() ?? '';
      return timesIn(report, extensionId);
    });
  } finally {
    await commands.executeCommand('workbench.action.closeActiveEditor');
  }
}

/** The report has a table in Markdown, with a row for each extension. */
function timesIn(report: string, extensionId: string): ActivationTimes | undefined {
  const rows = report.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const heading = rows.find((cells) => cells.includes('Load Code'));
  const row = rows.find((cells) => cells[1] === extensionId);
  if (heading === undefined || row === undefined) return undefined;
  const value = (column: string) => Number(row[heading.indexOf(column)]);
  const times = {
    loadMs: value('Load Code'),
    callMs: value('Call Activate'),
    finishMs: value('Finish Activate'),
  };
  if (Object.values(times).some(Number.isNaN)) throw new Error(`No times in ${row.join(' | ')}`);
  return times;
}
