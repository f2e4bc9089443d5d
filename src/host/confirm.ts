import * as vscode from 'vscode';

/** Something that cannot be undone. */
export interface Confirmation {
  readonly message: string;
  readonly detail: string;
  /** What the button says. */
  readonly action: string;
}

/**
 * Asks before something is done that cannot be undone, in a modal dialog. VS Code refuses those while it runs an
 * extension's tests: there, and nowhere else, the same question is a notification.
 */
export async function confirm(
  { extensionMode }: Pick<vscode.ExtensionContext, 'extensionMode'>,
  { message, detail, action }: Confirmation,
): Promise<boolean> {
  const answer =
    extensionMode === vscode.ExtensionMode.Test
      ? await vscode.window.showWarningMessage(`${message} ${detail}`, action)
      : await vscode.window.showWarningMessage(message, { modal: true, detail }, action);
  return answer === action;
}
