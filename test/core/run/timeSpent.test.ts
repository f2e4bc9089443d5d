import { describe, expect, it } from 'vitest';
import { reduceRunEvents } from '../../../src/core/run/state.js';
import { timeSpent, timeText } from '../../../src/core/run/timeSpent.js';
import { completedRun } from '../../support/runEvents.js';

const events = completedRun();
const withLayers = events.map((event) => (event.type === 'runCompleted' ? { ...event, layersDurationMs: 90 } : event));

describe('what a run has spent its time on', () => {
  it('adds up to the whole', () => {
    const spent = timeSpent(reduceRunEvents(withLayers));
    expect(Object.fromEntries(spent.map(({ part, ms }) => [part, ms]))).toEqual({
      steps: 3_000,
      validation: 600,
      evaluation: 300,
      layers: 90,
      rest: 2_010,
    });
    expect(timeText(spent)).toBe(
      'training steps 3.0 s (50.0 %), validation 0.6 s (10.0 %), evaluation 0.3 s (5.0 %), ' +
        'looking at the layers 0.1 s (1.5 %), the rest 2.0 s (33.5 %)',
    );
  });

  it('leaves out what an older run does not tell, and is empty before the end', () => {
    expect(timeSpent(reduceRunEvents(events)).map(({ part }) => part)).not.toContain('layers');
    expect(timeSpent(reduceRunEvents(events.slice(0, -1)))).toEqual([]);
    expect(timeText([])).toBe('');
  });
});
