import * as vscode from 'vscode';

/**
 * True if the workspace is trusted; else says, in one message, why this is not done. To be asked by everything that
 * trains, downloads, installs or verifies: definitions from somebody else decide what a trainer does.
 */
export function requireTrust(): boolean {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const message = vscode.l10n.t(
    'Training, downloads and installations are off in Restricted Mode: this workspace is not trusted. Definitions and results can be read.',
  );
  void vscode.window.showWarningMessage(message, manage).then((choice) => {
    if (choice === manage) void vscode.commands.executeCommand('workbench.trust.manage');
  });
  return false;
}
