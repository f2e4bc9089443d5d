import { SingleBar } from 'cli-progress';
import { formatBytes, printable } from '../core/format.js';
import type { DatasetProgress } from '../datasets/datasetProvider.js';
import { type Io, writeJson, writeNote } from './io.js';

/** Shows how the fetching of a dataset goes. */
export interface FetchReporter {
  report(progress: DatasetProgress): void;
  /** Takes the bar away, if it is still there. */
  end(): void;
}

/** Between two lines of JSON about bytes: ten a second are enough for anyone. */
const JSON_INTERVAL_MS = 100;

/** A bar on a terminal, a line for each step elsewhere, with `--json` a line for each step and for bytes now and then. */
export function createFetchReporter(io: Io): FetchReporter {
  if (io.json) return createJsonReporter(io);
  return io.isTerminal
    ? createBarReporter(io)
    : { report: (progress) => writeStep(io, progress), end: () => undefined };
}

function createJsonReporter(io: Io): FetchReporter {
  let last = Number.NEGATIVE_INFINITY;
  return {
    report(progress) {
      if (progress.type === 'bytesReceived' && progress.receivedBytes < progress.totalBytes) {
        if (performance.now() - last < JSON_INTERVAL_MS) return;
        last = performance.now();
      }
      writeJson(io, progress);
    },
    end: () => undefined,
  };
}

function createBarReporter(io: Io): FetchReporter {
  let bar: SingleBar | undefined;
  const end = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    report(progress) {
      if (progress.type !== 'bytesReceived') {
        end();
        writeStep(io, progress);
        return;
      }
      const { file, receivedBytes, totalBytes } = progress;
      const payload = { file, received: formatBytes(receivedBytes), all: formatBytes(totalBytes) };
      if (bar === undefined) {
        bar = new SingleBar({
          format: '  {bar} {percentage} %  {received} of {all}  ETA {eta_formatted}  {file}',
          barCompleteChar: '█',
          barIncompleteChar: '─',
          barsize: 24,
          stream: process.stderr,
          clearOnComplete: true,
          hideCursor: true,
          gracefulExit: false,
          linewrap: false,
        });
        bar.start(totalBytes, receivedBytes, payload);
      } else {
        bar.setTotal(totalBytes);
        bar.update(receivedBytes, payload);
      }
    },
    end,
  };
}

function writeStep(io: Io, progress: DatasetProgress): void {
  if (progress.type === 'sourceTried') writeNote(io, `Trying ${printable(progress.source)}`);
  if (progress.type === 'stepStarted') writeNote(io, `  ${printable(progress.step)}`);
  if (progress.type === 'sourceFailed') writeNote(io, `  failed: ${printable(progress.reason)}`);
}
