import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { renderEndLine, renderEventLine, renderProgressLine } from '../../../src/cli/render/progressLine.js';
import type { RunEvent } from '../../../src/core/run/events.js';
import { initialRunState, reduceRunEvents } from '../../../src/core/run/state.js';
import { recordedRun } from '../../support/recordedRun.js';

/** The first epoch has ended, the second is half done. */
const training = reduceRunEvents(recordedRun().slice(0, 6));

describe('the live line', () => {
  it('shows where the training is and how long it will take', () => {
    const line = renderProgressLine(training, 'cnn', '[2/3] ', 99);
    expect(line).toMatch(
      /^\[2\/3\] cnn {2}epoch {2}2\/10 █+─+ {2}50 % {2}loss 0\.2500 {2}acc 80\.0 % {3}4,120 img\/s {2}ETA \d+:\d\d$/,
    );
    expect(stringWidth(line)).toBe(99);
  });

  it('leaves out the speed first when the screen is narrow', () => {
    const line = renderProgressLine(training, 'cnn', '', 64);
    expect(line).not.toContain('img/s');
    expect(line).toContain('loss 0.2500  acc 80.0 %  ETA ');
  });

  it('says what it is at before and after the epochs', () => {
    expect(renderProgressLine(initialRunState, 'ann', '[1/2] ', 80)).toBe('[1/2] ann  starting…');
    const evaluated = reduceRunEvents(recordedRun().slice(0, -1));
    expect(renderProgressLine(evaluated, 'cnn', '', 80)).toBe('cnn  evaluating…');
  });

  it('is one line and never too wide, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 10, max: 200 }), (name, columns) => {
        const line = renderProgressLine(training, name, '', columns);
        expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        expect(line).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('plain lines', () => {
  it('are one for each epoch and each turning point', () => {
    const lines = recordedRun().flatMap((event) => renderEventLine(event, training, 'cnn', '[2/3] ') ?? []);
    expect(lines).toEqual([
      '[2/3] cnn  training on 48,000 images, validating on 12,000, run 20310405-060708-cnn',
      '[2/3] cnn  epoch 1/10  loss 0.5000  acc 81.0 %  val loss 0.6000  val acc 80.0 %  9.0 s',
      '[2/3] cnn  epoch 2/10  loss 0.2500  acc 82.0 %  val loss 0.3000  val acc 81.0 %  9.0 s',
      '[2/3] cnn  test accuracy 90.00 % on 20 images',
      '[2/3] cnn  done in 22 s',
    ]);
  });

  it('tell of callbacks with their reasons', () => {
    const events: RunEvent[] = [
      { type: 'learningRateReduced', time: 0, epoch: 4, from: 0.001, to: 0.0005, reason: 'no better for 2 epochs' },
      { type: 'earlyStopped', time: 0, epoch: 7, reason: 'no better for 5 epochs' },
      { type: 'bestWeightsRestored', time: 0, epoch: 2, monitor: 'validationLoss', value: 0.3 },
    ];
    expect(events.map((event) => renderEventLine(event, training, 'cnn', ''))).toEqual([
      'cnn  learning rate 0.001 → 0.0005: no better for 2 epochs',
      'cnn  stopped early after epoch 7: no better for 5 epochs',
      'cnn  went back to the weights of epoch 2, the best by validationLoss',
    ]);
  });

  it('show hostile names and reasons as text', () => {
    const stopped: RunEvent = { type: 'runStopped', time: 0, durationMs: 1, reason: 'by\u001b[2J you' };
    expect(renderEventLine(stopped, training, 'a\nb', '')).toBe('a\\u000ab  stopped: by\\u001b[2J you');
  });
});

describe('the last line of a run', () => {
  it('sums it up, however it ended', () => {
    expect(renderEndLine(reduceRunEvents(recordedRun()), 'cnn', '[2/3] ')).toBe(
      '[2/3] cnn  2 epochs, 22 s, test accuracy 90.00 %',
    );
    expect(renderEndLine(reduceRunEvents(recordedRun({ epochs: 1, ending: 'failed' })), 'cnn', '')).toBe(
      'cnn  1 epoch, 12 s, failed: The loss is NaN in step 12.',
    );
    expect(renderEndLine(reduceRunEvents(recordedRun({ ending: 'stopped' })), 'cnn', '')).toBe(
      'cnn  2 epochs, 22 s, stopped: Stopped by the user.',
    );
  });
});
