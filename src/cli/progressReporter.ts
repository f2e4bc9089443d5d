import { SingleBar } from 'cli-progress';
import type { RunEvent } from '../core/run/events.js';
import { initialRunState, type RunState, reduceRun } from '../core/run/state.js';
import { type Io, writeJson, writeNote } from './io.js';
import { renderEndLine, renderEventLine, renderProgressLine } from './render/progressLine.js';

/** Shows how a training goes while it goes. */
export interface ProgressReporter {
  /** Takes one more event. */
  report(event: RunEvent): void;
  /** Takes the live line away, if it is still there. */
  end(): void;
}

export interface ReportedRun {
  readonly modelName: string;
  /** `[2/3] ` or empty. */
  readonly prefix: string;
  /** What is known of a run that goes on. */
  readonly state?: RunState;
  /** Others report at the same time: lines, no live one. */
  readonly isOneOfSeveral?: boolean;
}

/** A live line on a terminal, plain lines elsewhere (one for each epoch), with `--json` each event as it is. */
export function createProgressReporter(io: Io, run: ReportedRun): ProgressReporter {
  if (io.json) return { report: (event) => writeJson(io, event), end: () => undefined };
  return io.isTerminal && !run.isOneOfSeveral ? createLiveReporter(io, run) : createPlainReporter(io, run);
}

function createPlainReporter(io: Io, { modelName, prefix, state: before }: ReportedRun): ProgressReporter {
  let state: RunState = before ?? initialRunState;
  return {
    report(event) {
      state = reduceRun(state, event);
      const line = renderEventLine(event, state, modelName, prefix);
      if (line !== undefined) writeNote(io, line);
    },
    end: () => undefined,
  };
}

function createLiveReporter(io: Io, { modelName, prefix, state: before }: ReportedRun): ProgressReporter {
  let state: RunState = before ?? initialRunState;
  const bar = new SingleBar({
    // One column stays free: some terminals wrap when their last one is filled.
    format: () => renderProgressLine(state, modelName, prefix, (process.stderr.columns ?? 80) - 1),
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
    report(event) {
      state = reduceRun(state, event);
      if (state.phase !== 'ended') return;
      end();
      writeNote(io, renderEndLine(state, modelName, prefix));
    },
    end,
  };
}
