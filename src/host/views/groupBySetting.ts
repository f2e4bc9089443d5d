import * as vscode from 'vscode';
import { settingIds } from '../ids.js';
import type { GroupBy } from './resultNode.js';

/** How the results tree is grouped, as the settings say. */
export function groupBySetting(): GroupBy {
  const value: unknown = vscode.workspace.getConfiguration().get(settingIds.groupBy);
  return value === 'dataset' || value === 'date' ? value : 'definition';
}

/** Groups the tree in another way: in the person's own settings, but where the workspace has a say, there. */
export async function setGroupBy(groupBy: GroupBy): Promise<void> {
  const configuration = vscode.workspace.getConfiguration();
  const isOfWorkspace = configuration.inspect(settingIds.groupBy)?.workspaceValue !== undefined;
  const target = isOfWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update(settingIds.groupBy, groupBy, target);
}
