import * as vscode from 'vscode';

/** Something that cannot be undone. */
export interface Confirmation {
  readonly message: string;
  readonly detail: string;
  /** What the button says. */
  readonly action: string;
}

/** Asks before something is done that cannot be undone. VS Code shows no modal dialogs in a window that runs tests. */
export async function confirm({ message, detail, action }: Confirmation): Promise<boolean> {
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, action)) === action;
}
