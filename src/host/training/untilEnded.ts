import * as vscode from 'vscode';
import type { Host, StoredRun } from '../host.js';

/** The run once it has ended, however. @throws Error when it was deleted */
export function untilEnded({ runs }: Pick<Host, 'runs'>, { folder, runId }: StoredRun): Promise<StoredRun> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const run = runs.get(folder);
      if (run?.status === 'running' || run?.status === 'interrupted') return;
      subscription.dispose();
      if (run === undefined) reject(new Error(vscode.l10n.t('The run {0} was deleted.', runId)));
      else resolve(run);
    };
    const subscription = runs.onDidChange(look);
    look();
  });
}
