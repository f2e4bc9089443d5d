import * as vscode from 'vscode';
import type { Host, ResultsPanel } from '../host.js';
import { panelViewType } from '../ids.js';
import type { OpenPanel } from './openPanel.js';

/** The one results panel. What it is made of is loaded when it is first shown, or restored after a reload. */
export class LazyResultsPanel implements ResultsPanel, vscode.Disposable {
  readonly #host: () => Host;
  readonly #serializer: vscode.Disposable;
  #panel: Promise<OpenPanel> | undefined;

  /** `host` is asked for once the panel is needed, as the panel is a part of it. */
  constructor(host: () => Host) {
    this.#host = host;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelViewType, {
      deserializeWebviewPanel: async (webviewPanel, state) => {
        // Of two there would be one too many.
        if (this.#panel !== undefined) webviewPanel.dispose();
        else await this.#open((create) => create.restore(this.#host(), webviewPanel, state, this.#onClosed));
      },
    });
  }

  async show(options: Parameters<ResultsPanel['show']>[0] = {}): Promise<void> {
    const panel = await this.#open((create) => create.create(this.#host(), options, this.#onClosed));
    await panel.show(options);
  }

  doubtsChanged(): void {
    this.#panel?.then((panel) => panel.doubtsChanged()).catch(() => undefined);
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#panel?.then((panel) => panel.dispose()).catch(() => undefined);
  }

  readonly #onClosed = (): void => {
    this.#panel = undefined;
  };

  #open(make: (create: typeof OpenPanel) => OpenPanel): Promise<OpenPanel> {
    this.#panel ??= this.#load(make);
    return this.#panel;
  }

  async #load(make: (create: typeof OpenPanel) => OpenPanel): Promise<OpenPanel> {
    try {
      const { OpenPanel } = await import('./openPanel.js');
      return make(OpenPanel);
    } catch (error) {
      this.#panel = undefined;
      throw error;
    }
  }
}
