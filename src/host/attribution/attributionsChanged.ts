import * as vscode from 'vscode';

const changed = new vscode.EventEmitter<void>();

/** An attribution has been measured. */
export const attributionsChanged: vscode.Event<void> = changed.event;

/** Tells those who show attributions. */
export function attributionMeasured(): void {
  changed.fire();
}
