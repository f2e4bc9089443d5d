import {
  formatClock,
  formatCount,
  formatDuration,
  formatLoss,
  formatPercent,
  formatQuantity,
  printable,
} from '../../src/core/format.js';
import { phaseTitles } from '../../src/core/run/phases.js';
import type { RunState, RunStatus } from '../../src/core/run/state.js';
import type { ShownRun } from '../../src/protocol/page.js';

/** A run's name on the page: its label, else its model's name, with the seed where that tells runs apart. */
export function runName(run: ShownRun): string {
  const seed = run.state.started?.request.seed ?? 0;
  return run.label === undefined && seed !== 0 ? `${modelName(run)} · seed ${seed}` : modelName(run);
}

/** What all seeds of a model are called: the first one's label, else the model's name. */
export function modelName({ label, state }: ShownRun): string {
  return printable(label ?? state.started?.modelName ?? 'unknown model');
}

/** Name of a codicon for each state that a run can be in. */
export const statusIcons: Readonly<Record<RunStatus, string>> = {
  running: 'sync',
  completed: 'pass',
  stopped: 'debug-stop',
  failed: 'error',
  interrupted: 'debug-disconnect',
};

/** A running run in a line: `Epoch 3 of 10 · loss 0.2311 · accuracy 91.5 % · 4,120 images/s · 0:21 left`. */
export function progressText({ state }: ShownRun): string {
  const { progress, phase, featureProgress } = state;
  if (phase === 'evaluating') return 'Evaluating on the test images …';
  if (phase === 'preparing') return preparationText(featureProgress);
  if (progress === undefined) return 'Starting: images and engine are being loaded …';
  const epoch = `Epoch ${progress.epoch}${progress.epochs === null ? '' : ` of ${progress.epochs}`}`;
  if (progress.loss === null && progress.accuracy === null) return `${epoch} · its first batches are being trained …`;
  return [
    epoch,
    ...(progress.phase === undefined ? [] : [phaseTitles[progress.phase]]),
    `loss ${formatLoss(progress.loss)}`,
    `accuracy ${formatPercent(progress.accuracy)}`,
    ...(progress.samplesPerSecond === null ? [] : [`${formatCount(progress.samplesPerSecond)} images/s`]),
    ...(progress.remainingMs === null ? [] : [`${formatClock(progress.remainingMs)} left`]),
  ].join(' · ');
}

function preparationText(progress: RunState['featureProgress']): string {
  if (progress === undefined) return 'Getting ready …';
  const { done, total } = progress;
  const percent = formatPercent(total === 0 ? 1 : done / total, 0);
  return `Computing what the frozen layers give: ${formatCount(done)} of ${formatCount(total)} images (${percent}) …`;
}

/** An ended run in a line: `10 epochs in 1 min 20 s · test accuracy 91.62 %`. */
export function endText({ state }: ShownRun): string {
  const { epochs, durationMs, evaluation, earlyStop } = state;
  return [
    `${formatQuantity(epochs.length, 'epoch')}${durationMs === undefined ? '' : ` in ${formatDuration(durationMs)}`}`,
    ...(earlyStop === undefined ? [] : ['stopped early']),
    ...(evaluation === undefined ? [] : [`test accuracy ${formatPercent(evaluation.test.accuracy, 2)}`]),
  ].join(' · ');
}
