import { formatBytes, printable } from '../core/format.js';
import type { DatasetProgress } from '../datasets/datasetProvider.js';
import type { InstallProgress } from '../engines/install.js';
import type { WorkProgress } from '../protocol/service.js';

/** What the fetching of a dataset tells, in a line. */
export function fetchProgress(progress: DatasetProgress): WorkProgress {
  switch (progress.type) {
    case 'sourceTried':
      return { message: `Trying ${printable(progress.source)}` };
    case 'sourceFailed':
      return { message: `${printable(progress.source)}: ${printable(progress.reason)}` };
    case 'stepStarted':
      return { message: printable(progress.step) };
    case 'bytesReceived': {
      const { file, receivedBytes, totalBytes } = progress;
      const message = `${printable(file)}: ${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)}`;
      return totalBytes > 0 ? { message, fraction: Math.min(1, receivedBytes / totalBytes) } : { message };
    }
  }
}

/** What an installation tells, in a line. */
export function installProgress({ total, message }: InstallProgress): WorkProgress {
  return { message: printable(message), fraction: total };
}

/**
 * Hands on at most one report in `intervalMs`, but every report with another first word: what is being done now is told at
 * once, how far it is now and then. `now` in milliseconds.
 */
export function atIntervals(
  report: (progress: WorkProgress) => void,
  intervalMs = 100,
  now: () => number = () => performance.now(),
): (progress: WorkProgress) => void {
  let last = Number.NEGATIVE_INFINITY;
  let topic: string | undefined;
  return (progress) => {
    const [word] = progress.message.split(/[\s:]/);
    const isNews = word !== topic || progress.fraction === 1;
    if (!isNews && now() - last < intervalMs) return;
    last = now();
    topic = word;
    report(progress);
  };
}
