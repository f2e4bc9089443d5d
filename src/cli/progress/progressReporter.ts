import { SingleBar } from 'cli-progress';
import type { RunEvent } from '../../core/run/events.js';
import { type Io, writeNote } from '../io.js';
import { renderEventLine, renderProgressLine } from '../render/progressLine.js';
import { reduceProgress, startOfProgress } from './trainingProgress.js';

/** Shows how a training goes while it goes, on stderr. */
export interface ProgressReporter {
  event(event: RunEvent): void;
  /** Takes the live line away. Safe to call twice. */
  end(): void;
}

export interface ReportedRun {
  readonly modelName: string;
  /** At most. */
  readonly epochs: number;
  /** `[2/3] ` or empty. */
  readonly prefix: string;
}

/** A live line on a terminal, one plain line for each epoch elsewhere, nothing with `--json`. */
export function reportProgress(io: Io, run: ReportedRun): ProgressReporter {
  if (io.json) return { event: () => undefined, end: () => undefined };
  return io.isTerminal ? liveReporter(io, run) : plainReporter(io, run);
}

function plainReporter(io: Io, run: ReportedRun): ProgressReporter {
  return {
    event(event) {
      const line = renderEventLine(event, run.prefix, run.modelName, run.epochs);
      if (line !== undefined) writeNote(io, line);
    },
    end: () => undefined,
  };
}

function liveReporter(io: Io, run: ReportedRun): ProgressReporter {
  let progress = startOfProgress(run.modelName, run.epochs);
  // One column stays free: a terminal may wrap when its last one is filled.
  const width = () => (process.stderr.columns ?? 80) - 1;
  const bar = new SingleBar({
    format: () => renderProgressLine(progress, run.prefix, width()),
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
    forceRedraw: true,
    fps: 10,
  });
  bar.start(1, 0);
  let isShown = true;
  const end = () => {
    if (isShown) bar.stop();
    isShown = false;
  };
  return {
    event(event) {
      progress = reduceProgress(progress, event);
      if (event.type === 'runCompleted' || event.type === 'runFailed' || event.type === 'runStopped') end();
      const isWorthKeeping = event.type === 'evaluated' || event.type === 'runFailed' || event.type === 'runStopped';
      const line = isWorthKeeping ? renderEventLine(event, run.prefix, run.modelName, run.epochs) : undefined;
      if (line === undefined) return;
      end();
      writeNote(io, line);
    },
    end,
  };
}
