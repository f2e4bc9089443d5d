import * as vscode from 'vscode';
import type { ResultsFilter } from '../host.js';
import { contextKeys } from '../ids.js';

/** The results tree's filter, for as long as the window is open. */
export class WindowResultsFilter implements ResultsFilter, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #text = '';

  get text(): string {
    return this.#text;
  }

  set(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#changed.fire();
    void vscode.commands.executeCommand('setContext', contextKeys.hasFilter, text.trim() !== '');
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
