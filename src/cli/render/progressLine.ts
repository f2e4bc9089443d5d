import stringWidth from 'string-width';
import {
  formatClock,
  formatCount,
  formatDuration,
  formatLearningRate,
  formatLoss,
  formatPercent,
  printable,
} from '../../core/format.js';
import type { RunEvent } from '../../core/run/events.js';
import type { TrainingProgress } from '../progress/trainingProgress.js';
import { cut } from './terminalTable.js';

const WIDEST_BAR = 30;
const NARROWEST_BAR = 4;

/**
 * One line of a live progress, no wider than `columns`: `[2/3] cnn  epoch 3/10 ████── 62 %  loss 0.2311  acc 91.5 %  4,120
 * img/s  ETA 0:21`. What does not fit is left out from the right, the speed first.
 */
export function renderProgressLine(progress: TrainingProgress, prefix: string, columns: number): string {
  const name = cut(printable(progress.modelName), Math.max(6, Math.floor(columns / 4)));
  const head = `${prefix}${name}  `;
  if (progress.phase === 'starting') return cut(`${head}starting…`, columns);
  if (progress.phase === 'evaluating') return cut(`${head}evaluating…`, columns);
  const epoch = `epoch ${String(progress.epoch).padStart(String(progress.epochs).length)}/${progress.epochs} `;
  const percent = `${String(Math.floor(progress.epochFraction * 100)).padStart(3)} %`;
  const loss = `  loss ${formatLoss(progress.loss)}`;
  const accuracy = `  acc ${formatPercent(progress.accuracy)}`;
  const speed =
    progress.samplesPerSecond === undefined ? '' : `  ${formatCount(Math.round(progress.samplesPerSecond))} img/s`;
  const rest = `  ETA ${formatClock(progress.remainingMs)}`;
  const tails = [loss + accuracy + speed + rest, loss + accuracy + rest, accuracy + rest, accuracy, ''];
  for (const tail of tails) {
    const room = columns - stringWidth(head + epoch + percent + tail) - 1;
    if (room < NARROWEST_BAR) continue;
    return `${head}${epoch}${bar(progress.epochFraction, Math.min(WIDEST_BAR, room))}${percent}${tail}`;
  }
  return cut(`${head}${epoch}${percent}`, columns);
}

/** `████████──────`, `width` characters. */
function bar(fraction: number, width: number): string {
  const full = Math.round(fraction * width);
  return '█'.repeat(full) + '─'.repeat(width - full);
}

/** An event as one plain line for a log, or undefined for events that are too many or say nothing new. */
export function renderEventLine(
  event: RunEvent,
  prefix: string,
  modelName: string,
  epochs: number,
): string | undefined {
  const head = `${prefix}${printable(modelName)}  `;
  switch (event.type) {
    case 'runStarted':
      return `${head}training on ${formatCount(event.trainCount)} images, validating on ${formatCount(event.validationCount)}, run ${printable(event.runId)}`;
    case 'epochEnded': {
      const validation =
        event.validationLoss === undefined
          ? ''
          : `  val loss ${formatLoss(event.validationLoss)}  val acc ${formatPercent(event.validationAccuracy)}`;
      return `${head}epoch ${event.epoch}/${epochs}  loss ${formatLoss(event.loss)}  acc ${formatPercent(event.accuracy)}${validation}  ${formatDuration(event.durationMs)}`;
    }
    case 'learningRateReduced':
      return `${head}learning rate ${formatLearningRate(event.from)} → ${formatLearningRate(event.to)}: ${printable(event.reason)}`;
    case 'earlyStopped':
      return `${head}stopped early after epoch ${event.epoch}: ${printable(event.reason)}`;
    case 'bestWeightsRestored':
      return `${head}went back to the weights of epoch ${event.epoch}, the best by ${printable(event.monitor)}`;
    case 'evaluated':
      return `${head}test accuracy ${formatPercent(event.evaluation.test.accuracy)} on ${formatCount(event.evaluation.test.count)} images`;
    case 'runStopped':
      return `${head}stopped: ${printable(event.reason)}`;
    case 'runFailed':
      return `${head}failed: ${printable(event.message)}`;
    case 'runCompleted':
      return `${head}done in ${formatDuration(event.durationMs)}`;
    case 'epochStarted':
    case 'batchesTrained':
      return undefined;
  }
}
