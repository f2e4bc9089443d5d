import type { RunEvent } from '../../../../src/core/run/events.js';
import { storeEvents } from '../../../support/eventLines.js';
import { type RecordedRunOptions, recordedRun } from '../../../support/recordedRun.js';

export interface WrittenRunOptions extends RecordedRunOptions {
  readonly runId: string;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  /** Absolute. */
  readonly definitionPath: string;
  readonly definitionText: string;
  /** Of the test images, 0..1; it is the only thing that the evaluation then says differently. */
  readonly testAccuracy?: number;
}

/** Stores a run as a trainer would have left it; gives its folder. */
export function writeRun(root: string, options: WrittenRunOptions): string {
  const { startTime, definitionPath, definitionText, testAccuracy } = options;
  const events = recordedRun(options);
  const shift = startTime - (events[0]?.time ?? 0);
  const changed = events.map((event): RunEvent => {
    const time = event.time + shift;
    if (event.type === 'runStarted') {
      const request = { ...event.request, definitionPath, definitionText };
      const layers = [{ ...LAYER, name: 'output', line: 3 }];
      return { ...event, time, request, layers };
    }
    if (event.type !== 'evaluated' || testAccuracy === undefined) return { ...event, time };
    const { evaluation } = event;
    return { ...event, time, evaluation: { ...evaluation, test: { ...evaluation.test, accuracy: testAccuracy } } };
  });
  return storeEvents(root, options.runId, changed);
}

const LAYER = { type: 'dense', from: ['flatten'], outputShape: [10], parameterCount: 7_850, macs: 7_840 };
