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
import { featuresText } from '../../core/run/featuresText.js';
import { phaseTitles, plannedEpochs } from '../../core/run/phases.js';
import type { Progress } from '../../core/run/progress.js';
import type { RunState } from '../../core/run/state.js';
import { cut } from './terminalTable.js';

const WIDEST_BAR = 30;
const NARROWEST_BAR = 4;

/**
 * A run as one live line, no wider than `columns`: `[2/3] cnn  epoch 3/10 ████── 62 %  loss 0.2311  acc 91.5 %  4,120 img/s
 * ETA 0:21`. The bar is the epoch's; the time left is the run's, should nothing end it early. What does not fit is left
 * out, the speed first.
 */
export function renderProgressLine(state: RunState, modelName: string, prefix: string, columns: number): string {
  const name = cut(printable(modelName), Math.max(6, Math.floor(columns / 4)));
  const head = `${prefix}${name}  `;
  const { progress } = state;
  if (state.phase === 'preparing') return cut(`${head}${preparationText(state)}`, columns);
  if (state.phase !== 'training' || progress === undefined) return cut(`${head}${phases[state.phase]}…`, columns);
  const phase = progress.phase === undefined ? '' : `${phaseTitles[progress.phase]} `;
  const epoch = `${epochText(progress)} ${phase}`;
  const fraction = fractionOfEpoch(progress);
  // Padded, so that the bar does not jump when a figure gets a digit more.
  const percent = `${String(Math.floor(fraction * 100)).padStart(4)} %`;
  const loss = `  loss ${formatLoss(progress.loss).padEnd(6)}`;
  const accuracy = `  acc ${formatPercent(progress.accuracy).padStart(6)}`;
  const speed = `  ${formatCount(progress.samplesPerSecond).padStart(6)} img/s`;
  const rest = `  ETA ${formatClock(progress.remainingMs)}`;
  const tails = [loss + accuracy + speed + rest, loss + accuracy + rest, accuracy + rest, accuracy, ''];
  for (const tail of tails) {
    const room = columns - stringWidth(head + epoch + percent + tail);
    if (room < NARROWEST_BAR) continue;
    return `${head}${epoch}${bar(fraction, Math.min(WIDEST_BAR, room))}${percent}${tail}`;
  }
  return cut(`${head}${epoch}${percent}`, columns);
}

/** `computing features 12,000 of 70,000 (17 %)…` */
function preparationText({ featureProgress }: RunState): string {
  if (featureProgress === undefined) return 'preparing…';
  const { done, total } = featureProgress;
  const percent = formatPercent(total === 0 ? 1 : done / total, 0);
  return `computing features ${formatCount(done)} of ${formatCount(total)} (${percent})…`;
}

const phases = { starting: 'starting', training: 'training', evaluating: 'evaluating', ended: 'ending' } as const;

/** `epoch  3/10`, as wide in the last epoch as in the first. */
function epochText({ epoch, epochs }: Progress): string {
  return epochs === null ? `epoch ${epoch}` : `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;
}

function fractionOfEpoch({ step, stepsPerEpoch }: Progress): number {
  return stepsPerEpoch === null || stepsPerEpoch === 0 ? 0 : Math.min(1, step / stepsPerEpoch);
}

/** `████████──────`, `width` characters. */
function bar(fraction: number, width: number): string {
  const full = Math.round(fraction * width);
  return '█'.repeat(full) + '─'.repeat(width - full);
}

/** An event as one plain line for a log; undefined for events that are too many or say nothing new. */
export function renderEventLine(
  event: RunEvent,
  state: RunState,
  modelName: string,
  prefix: string,
): string | undefined {
  const head = `${prefix}${printable(modelName)}  `;
  switch (event.type) {
    case 'runStarted':
      return `${head}training on ${formatCount(event.trainCount)} images, validating on ${formatCount(event.validationCount)}, run ${printable(event.runId)}`;
    case 'runResumed': {
      const notes = event.notes.map((note) => `\n${head}${printable(note)}`).join('');
      return `${head}${event.fromEpoch === 0 ? 'training begins anew' : `training goes on after epoch ${event.fromEpoch}`}${notes}`;
    }
    case 'phaseStarted':
      return `${head}${phaseTitles[event.phase]}: ${formatCount(event.trainedParameterCount)} parameters, from epoch ${event.firstEpoch}, learning rate ${formatLearningRate(event.learningRate)}`;
    case 'featuresReady':
      return [featuresText(event), ...event.notes.map(printable)].map((line) => `${head}${line}`).join('\n');
    case 'epochEnded': {
      const epochs = plannedEpochs(state);
      const validation =
        event.validationLoss === undefined
          ? ''
          : `  val loss ${formatLoss(event.validationLoss)}  val acc ${formatPercent(event.validationAccuracy)}`;
      return `${head}epoch ${event.epoch}${epochs === null ? '' : `/${epochs}`}  loss ${formatLoss(event.loss)}  acc ${formatPercent(event.accuracy)}${validation}  ${formatDuration(event.durationMs)}`;
    }
    case 'learningRateReduced':
      return `${head}learning rate ${formatLearningRate(event.from)} → ${formatLearningRate(event.to)}: ${printable(event.reason)}`;
    case 'earlyStopped':
      return `${head}stopped early after epoch ${event.epoch}: ${printable(event.reason)}`;
    case 'bestWeightsRestored':
      return `${head}went back to the weights of epoch ${event.epoch}, the best by ${printable(event.monitor)}`;
    case 'evaluated':
      return `${head}test accuracy ${formatPercent(event.evaluation.test.accuracy, 2)} on ${formatCount(event.evaluation.test.count)} images`;
    case 'runStopped':
      return `${head}stopped: ${printable(event.reason)}`;
    case 'runFailed':
      return `${head}failed: ${printable(event.message)}`;
    case 'runCompleted':
      return `${head}done in ${formatDuration(event.durationMs)}`;
    case 'featuresComputed':
    case 'epochStarted':
    case 'batchesTrained':
      return undefined;
  }
}

/** An ended run in one line: `[2/3] cnn  10 epochs, 1 min 20 s, test accuracy 91.62 %`. */
export function renderEndLine(state: RunState, modelName: string, prefix: string): string {
  const epochs = `${state.epochs.length} ${state.epochs.length === 1 ? 'epoch' : 'epochs'}`;
  const early = state.earlyStop === undefined ? '' : ' (stopped early)';
  const { evaluation, failure, stopReason } = state;
  const result = failure
    ? `failed: ${printable(failure.message)}`
    : evaluation === undefined
      ? `${state.status}${stopReason === undefined ? '' : `: ${printable(stopReason)}`}`
      : `test accuracy ${formatPercent(evaluation.test.accuracy, 2)}`;
  return `${prefix}${printable(modelName)}  ${epochs}${early}, ${formatDuration(state.durationMs)}, ${result}`;
}
