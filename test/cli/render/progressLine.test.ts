import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { startOfProgress, type TrainingProgress } from '../../../src/cli/progress/trainingProgress.js';
import { renderEventLine, renderProgressLine } from '../../../src/cli/render/progressLine.js';

const training: TrainingProgress = {
  ...startOfProgress('cnn', 10),
  phase: 'training',
  epoch: 3,
  epochFraction: 0.62,
  loss: 0.23114,
  accuracy: 0.9153,
  samplesPerSecond: 4119.7,
  remainingMs: 21_000,
};

describe('the live line', () => {
  it('shows where the training is and how long it will take', () => {
    expect(renderProgressLine(training, '[2/3] ', 100)).toBe(
      `[2/3] cnn  epoch  3/10 ${'█'.repeat(14)}${'─'.repeat(9)} 62 %  loss 0.2311  acc 91.5 %  4,120 img/s  ETA 0:21`,
    );
  });

  it('leaves out the speed first when the screen is narrow', () => {
    const line = renderProgressLine(training, '', 64);
    expect(line).not.toContain('img/s');
    expect(line).toContain('loss 0.2311  acc 91.5 %  ETA 0:21');
  });

  it('says what it is at before and after the epochs', () => {
    expect(renderProgressLine(startOfProgress('ann', 2), '[1/2] ', 80)).toBe('[1/2] ann  starting…');
    expect(renderProgressLine({ ...training, phase: 'evaluating' }, '', 80)).toBe('cnn  evaluating…');
  });

  it('is one line and never too wide, whatever the name', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.integer({ min: 10, max: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (modelName, columns, epochFraction) => {
          const line = renderProgressLine({ ...training, modelName, epochFraction }, '', columns);
          expect(stringWidth(line)).toBeLessThanOrEqual(columns);
          expect(line).not.toMatch(/\p{Cc}/u);
        },
      ),
    );
  });
});

describe('plain lines', () => {
  it('are one for each epoch, with validation where there is any', () => {
    const ended = {
      type: 'epochEnded',
      time: 0,
      epoch: 3,
      learningRate: 0.001,
      loss: 0.25,
      accuracy: 0.91,
      trainDurationMs: 11_000,
      durationMs: 12_300,
      isBest: true,
    } as const;
    expect(renderEventLine(ended, '[2/3] ', 'cnn', 10)).toBe('[2/3] cnn  epoch 3/10  loss 0.2500  acc 91.0 %  12 s');
    expect(renderEventLine({ ...ended, validationLoss: 0.3, validationAccuracy: 0.895 }, '', 'cnn', 10)).toBe(
      'cnn  epoch 3/10  loss 0.2500  acc 91.0 %  val loss 0.3000  val acc 89.5 %  12 s',
    );
    const batches = {
      type: 'batchesTrained',
      time: 0,
      epoch: 1,
      step: 1,
      loss: 1,
      accuracy: 0,
      samplesPerSecond: 1,
    } as const;
    expect(renderEventLine(batches, '', 'cnn', 10)).toBeUndefined();
  });

  it('show hostile names and reasons as text', () => {
    const line = renderEventLine(
      { type: 'runStopped', time: 0, durationMs: 1, reason: 'by\u001b[2J you' },
      '',
      'a\nb',
      1,
    );
    expect(line).toBe('a\\u000ab  stopped: by\\u001b[2J you');
  });
});
