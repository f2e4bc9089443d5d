import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import { RemoteError } from '../../protocol/remoteError.js';
import { showError } from '../commands/showError.js';
import type { Service } from '../host.js';
import { settingIds } from '../ids.js';
import { trainingSettings } from '../settings.js';
import { isTokenKey, RayTokens } from './rayTokens.js';

export interface ClusterLinkParts {
  readonly service: Service;
  readonly secrets: vscode.SecretStorage;
  readonly log: vscode.LogOutputChannel;
}

/** A cluster that is busy says so for each run that waits: a person is told once in so long. */
const TELL_AGAIN_MS = 5 * 60_000;

/** Tells the service where to train, as settings and secrets say, whenever those change; and people what a cluster says. */
export class ClusterLink implements vscode.Disposable {
  readonly #parts: ClusterLinkParts;
  readonly #tokens: RayTokens;
  readonly #subscriptions: vscode.Disposable[];
  #telling: Promise<void> = Promise.resolve();
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(parts: ClusterLinkParts) {
    this.#parts = parts;
    const { service, secrets } = parts;
    this.#tokens = new RayTokens(secrets);
    const tell = () => void this.tell();
    this.#subscriptions = [
      service.on('trainingNoted', ({ runId, message }) => this.#note(runId, message)),
      service.on('clusterRefused', ({ message, code, advice }) =>
        showError(
          parts.log,
          new RemoteError(message, code, advice),
          vscode.l10n.t('Trainings on the cluster may go on, but cannot be followed'),
        ),
      ),
      service.onDidRestart(tell),
      secrets.onDidChange(({ key }) => isTokenKey(key) && tell()),
      vscode.workspace.onDidGrantWorkspaceTrust(tell),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settingIds.runner) || event.affectsConfiguration(settingIds.rayAddress)) tell();
      }),
    ];
  }

  /** Resolves when the service knows; what comes after it trains there. Never rejects. */
  tell(): Promise<void> {
    this.#telling = this.#telling.then(() => this.#tell());
    return this.#telling;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #tell(): Promise<void> {
    const { service, log } = this.#parts;
    try {
      const { runner, rayAddress: address } = trainingSettings();
      // A folder that nobody trusts must not make us speak to anybody.
      const token = vscode.workspace.isTrusted && address !== '' ? await this.#tokens.of(address) : undefined;
      await service.request('useRunner', {
        ...(vscode.workspace.isTrusted ? { runner, address } : { runner: 'local', address: '' }),
        ...(token === undefined ? {} : { token }),
      });
    } catch (error) {
      log.warn(`Where to train could not be told: ${error}`);
    }
  }

  #note(runId: string, message: string): void {
    const { log } = this.#parts;
    log.warn(`${runId}: ${message}`);
    if (performance.now() - this.#toldAt < TELL_AGAIN_MS) return;
    this.#toldAt = performance.now();
    const show = vscode.l10n.t('Show Log');
    void vscode.window.showWarningMessage(`${printable(runId)}: ${printable(message)}`, show).then((choice) => {
      if (choice === show) log.show();
    });
  }
}
