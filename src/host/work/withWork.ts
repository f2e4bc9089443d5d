import * as vscode from 'vscode';
import type { RequestOptions } from '../../protocol/channel.js';
import type { WorkProgress } from '../../protocol/service.js';
import { WorkSteps } from './workSteps.js';

/**
 * Shows a request to the service in a notification until it is answered; cancelling it cancels the request, which rejects
 * with an `AbortError`. `progressOf` gives what the request's progress means, undefined for what is not shown.
 */
export async function withWork<Result>(
  title: string,
  request: (options: RequestOptions) => Promise<Result>,
  progressOf: (progress: unknown) => WorkProgress | undefined = (progress) => progress as WorkProgress,
): Promise<Result> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const controller = new AbortController();
    const cancelled = token.onCancellationRequested(() => controller.abort());
    const steps = new WorkSteps();
    const onProgress = (told: unknown) => {
      const work = progressOf(told);
      if (work !== undefined) progress.report(steps.next(work));
    };
    try {
      return await request({ signal: controller.signal, onProgress });
    } finally {
      cancelled.dispose();
    }
  });
}
