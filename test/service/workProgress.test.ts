import { describe, expect, it } from 'vitest';
import type { WorkProgress } from '../../src/protocol/service.js';
import { atIntervals, fetchProgress, installProgress } from '../../src/service/workProgress.js';

describe('the progress of work', () => {
  it('is a line, and a fraction where that is known', () => {
    expect(fetchProgress({ type: 'sourceTried', source: 'example.org' })).toEqual({ message: 'Trying example.org' });
    expect(fetchProgress({ type: 'sourceFailed', source: 'a', reason: 'no\u001b way' })).toEqual({
      message: 'a: no\\u001b way',
    });
    expect(fetchProgress({ type: 'stepStarted', step: 'checking' })).toEqual({ message: 'checking' });
    const bytes = { type: 'bytesReceived', file: 'train.gz', receivedBytes: 5e6 } as const;
    expect(fetchProgress({ ...bytes, totalBytes: 10e6 })).toEqual({
      message: 'train.gz: 5.00 MB of 10.0 MB',
      fraction: 0.5,
    });
    expect(fetchProgress({ ...bytes, totalBytes: 0 })).not.toHaveProperty('fraction');
    expect(installProgress({ step: 'build', fraction: 0.5, total: 0.8, message: 'Compiling' })).toEqual({
      message: 'Compiling',
      fraction: 0.8,
    });
  });

  it('is handed on ten times a second, but every new thing at once, and the end', () => {
    let now = 0;
    const told: WorkProgress[] = [];
    const report = atIntervals(
      (progress) => void told.push(progress),
      100,
      () => now,
    );
    for (let received = 0; received <= 1000; received += 1) {
      now += 1;
      report({ message: `train.gz: ${received}`, fraction: received / 1000 });
    }
    expect(told.length).toBeLessThanOrEqual(12);
    expect(told.at(-1)?.fraction).toBe(1);
    report({ message: 'labels.gz: 0', fraction: 0 });
    report({ message: 'labels.gz: 1', fraction: 0.1 });
    expect(told.at(-1)?.message).toBe('labels.gz: 0');
  });
});
