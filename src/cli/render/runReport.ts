import {
  formatFixed,
  formatLearningRate,
  formatLoss,
  formatPercent,
  formatQuantity,
  formatTime,
  printable,
} from '../../core/format.js';
import type { Evaluation } from '../../core/metrics/evaluation.js';
import { metricIds, metrics } from '../../core/metrics/index.js';
import { readOverfitting } from '../../core/metrics/overfitting.js';
import {
  backboneLine,
  datasetLine,
  engineLine,
  sampleNote,
  splitLine,
  versionsLine,
} from '../../core/report/provenance.js';
import { featuresText } from '../../core/run/featuresText.js';
import { metricSubjectOf } from '../../core/run/metricSubject.js';
import { phaseTitles } from '../../core/run/phases.js';
import type { RunState } from '../../core/run/state.js';
import { timeSpent, timeText } from '../../core/run/timeSpent.js';
import type { Verification } from '../../core/run/verification.js';
import type { Io } from '../io.js';
import { predictionSections, unpredictedLines } from './evaluationReport.js';
import { verdictLine } from './verification.js';

export interface RunReportOptions {
  readonly columns: number;
  readonly color: Io['color'];
  /** Where the run is stored. */
  readonly folder?: string;
  /** What became of training it a second time. */
  readonly verification?: Verification | undefined;
}

/** Everything about one run for a terminal, the same for a run that has just ended and for one read from disk. */
export function renderRunReport(state: RunState, options: RunReportOptions): string {
  const { color } = options;
  const { started, evaluation } = state;
  const sections = [headerLines(state, options)];
  if (evaluation !== undefined) {
    sections.push(evaluationLines(evaluation));
    if (started !== undefined) sections.push(...predictionSections(evaluation, started.dataset.classNames, options));
  }
  const note = started === undefined ? undefined : sampleNote(started.dataset);
  if (note !== undefined) sections.push([color.yellow(`Note: ${note}`)]);
  if (state.warnings.length > 0)
    sections.push(
      state.warnings.map(
        ({ message, count }) => `Warning: ${printable(message)}${count > 1 ? ` (${count} times)` : ''}`,
      ),
    );
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

function headerLines(state: RunState, { color, folder, verification }: RunReportOptions): string[] {
  const { started, earlyStop, restoredEpoch, failure, stopReason } = state;
  const title = started === undefined ? 'Run' : `${printable(started.modelName)}  (run ${printable(started.runId)})`;
  const subject = metricSubjectOf(state);
  const endings = [
    earlyStop === undefined ? [] : `stopped early: ${printable(earlyStop.reason)}`,
    restoredEpoch === undefined ? [] : `weights of epoch ${restoredEpoch}`,
    stopReason === undefined ? [] : printable(stopReason),
  ].flat();
  const row = (label: string, value: string) => `${label.padEnd(11)} ${value}`;
  return [
    color.bold(title),
    row('Status', `${state.status}${endings.length === 0 ? '' : ` (${endings.join('; ')})`}`),
    ...(failure === undefined
      ? []
      : [row('Failure', color.red(`${printable(failure.message)} [${printable(failure.code)}]`))]),
    ...(failure?.log === undefined
      ? []
      : failure.log
          .trimEnd()
          .split('\n')
          .map((line) => `  ${printable(line)}`)),
    ...(state.startTime === undefined ? [] : [row('Started', formatTime(state.startTime))]),
    row(
      'Training',
      `${formatQuantity(state.epochs.length, 'epoch')}, ${metrics.samplesPerSecond.format(metrics.samplesPerSecond.value(subject))} images/s, ${metrics.duration.format(metrics.duration.value(subject))} in all, peak memory ${metrics.peakMemory.format(metrics.peakMemory.value(subject))}`,
    ),
    ...(state.durationMs === undefined ? [] : [row('Time', timeText(timeSpent(state)))]),
    ...(started === undefined
      ? []
      : [
          row(
            'Model',
            `${metrics.parameters.format(started.parameterCount)} parameters, ${metrics.macs.format(started.macs)} MACs for one image`,
          ),
          row('Seed', String(started.request.seed)),
          ...(started.backbones ?? []).map((record) => row('Backbone', backboneLine(record))),
          row('Images', datasetLine(started.dataset)),
          row('', splitLine(started)),
          row('Engine', engineLine(started.engine)),
          row('Versions', versionsLine(started)),
        ]),
    ...phaseLines(state).map((text, index) => row(index === 0 ? 'Phases' : '', text)),
    ...resumptionLines(state).map((text, index) => row(index === 0 ? 'Resumed' : '', text)),
    ...(state.weightsHash === undefined ? [] : [row('Weights', `SHA-256 ${printable(state.weightsHash)}`)]),
    ...(verification === undefined
      ? []
      : [row('Verified', `${verdictLine(verification)} (${formatTime(verification.time)})`)]),
    ...(folder === undefined ? [] : [row('Stored in', printable(folder))]),
  ];
}

function phaseLines({ phases = [] }: RunState): string[] {
  return phases.flatMap(({ phase, firstEpoch, learningRate, trainedParameterCount, features, earlyStop }) => {
    const trained = `${metrics.parameters.format(trainedParameterCount)} parameters learned`;
    const rate = `learning rate ${formatLearningRate(learningRate)}`;
    const stop = earlyStop === undefined ? '' : `, stopped early after epoch ${earlyStop.epoch}`;
    return [
      `${phaseTitles[phase]} from epoch ${firstEpoch}: ${trained}, ${rate}${stop}`,
      ...(features === undefined ? [] : [featuresText(features), ...features.notes.map(printable)]),
    ];
  });
}

function resumptionLines({ resumptions = [] }: RunState): string[] {
  return resumptions.flatMap(({ time, fromEpoch, notes }) => [
    `${fromEpoch === 0 ? 'from the beginning' : `after epoch ${fromEpoch}`}, ${formatTime(time)}`,
    ...notes.map(printable),
  ]);
}

function evaluationLines(evaluation: Evaluation): string[] {
  const { train, validation, test, topK } = evaluation;
  const splits = [
    `train ${formatPercent(train.accuracy, 2)}`,
    ...(validation === undefined ? [] : [`validation ${formatPercent(validation.accuracy, 2)}`]),
    `test ${formatPercent(test.accuracy, 2)}`,
    ...Object.entries(topK).map(([k, fraction]) => `top-${k} ${formatPercent(fraction, 2)}`),
  ];
  return [
    `Accuracy    ${splits.join(', ')}`,
    `Loss        train ${formatLoss(train.loss)}, test ${formatLoss(test.loss)}, log loss ${formatLoss(evaluation.logLoss)}`,
    `F1          macro ${formatFixed(evaluation.macro.f1, 4)}, weighted ${formatFixed(evaluation.weighted.f1, 4)}`,
    readOverfitting(evaluation).sentence,
    ...unpredictedLines(evaluation.unpredicted),
  ];
}

/** All metrics of a run by their ids, unrounded; null where one is not known. */
export function metricValues(state: RunState): Record<string, number | null> {
  const subject = metricSubjectOf(state);
  return Object.fromEntries(metricIds.map((id) => [id, metrics[id].value(subject)]));
}
