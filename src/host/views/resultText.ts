import type { l10n } from 'vscode';
import { formatDuration, formatFixed, formatPercent, printable } from '../../core/format.js';
import type { MetricSpread } from '../../core/run/comparison.js';
import type { StoredRun } from '../host.js';
import type { GroupNode, ResultNode, SeedsNode } from './resultNode.js';
import { dayOf, timeOf, twoDigits } from './timeOf.js';

type Localization = Pick<typeof l10n, 't'>;

/** Longest reason in a line. */
const MAXIMUM_REASON = 120;

/** The name of a line of the results tree. `now`: milliseconds since the epoch. */
export function resultLabel(node: ResultNode, now: number, l10n: Localization): string {
  switch (node.kind) {
    case 'group':
      return groupLabel(node, l10n);
    case 'failure':
      return reasonOf(node.run) ?? l10n.t('No reason was recorded');
    case 'seeds':
      return nameOf(node.runs[0], node.tells, now, l10n);
    case 'run':
      return node.run.label === undefined ? nameOf(node.run, node.tells, now, l10n) : printable(node.run.label);
  }
}

/** What stands behind the name: figures, or how far a run is, or why it has none. */
export function resultDescription(node: ResultNode, l10n: Localization): string {
  switch (node.kind) {
    case 'group':
      return joined(
        node.runCount === 1 ? l10n.t('1 run') : l10n.t('{0} runs', node.runCount),
        node.runningCount > 0 && l10n.t('{0} running', node.runningCount),
        node.bestAccuracy !== undefined && l10n.t('best {0}', formatPercent(node.bestAccuracy)),
      );
    case 'seeds':
      return seedsDescription(node, l10n);
    case 'run':
      return joined(
        node.run.label !== undefined && node.tells === 'seed' && seedName(node.run, l10n),
        ...runFigures(node.run, l10n),
        node.isBaseline && l10n.t('baseline'),
        node.isStale && l10n.t('edited since'),
      );
    case 'failure':
      return l10n.t('Show log');
  }
}

/** `92.8 % · macro-F1 0.927 · 61 s`; while it trains `3/10 · 91.2 %`; else how it ended. */
export function runFigures(run: StoredRun, l10n: Localization): string[] {
  const { status, testAccuracy, macroF1, durationMs, progress, dataset } = run;
  if (status === 'running') {
    const accuracy = progress?.accuracy ?? null;
    const phase = progress?.phase === undefined ? [] : [phaseText(progress.phase, l10n)];
    return [epochsOf(run) ?? l10n.t('starting'), ...phase, ...(accuracy === null ? [] : [formatPercent(accuracy)])];
  }
  const ending = {
    completed: [],
    stopped: [l10n.t('stopped')],
    failed: [l10n.t('failed'), reasonOf(run) ?? ''].filter((word) => word !== ''),
    interrupted: [l10n.t('interrupted')],
  }[status];
  if (testAccuracy === undefined) {
    if (status === 'failed') return ending;
    const far = epochsOf(run);
    const validation = run.validationAccuracy;
    return [
      ...ending,
      ...(far === undefined ? [] : [far]),
      ...(validation === undefined ? [] : [l10n.t('validation {0}', formatPercent(validation))]),
    ];
  }
  return [
    ...ending,
    formatPercent(testAccuracy),
    ...(macroF1 === undefined ? [] : [`macro-F1 ${formatFixed(macroF1, 3)}`]),
    ...(durationMs === undefined ? [] : [formatDuration(durationMs)]),
    // A sample's figures must not pass for the full set's.
    ...(dataset?.isSample === true ? [l10n.t('sample')] : []),
  ];
}

/** A line as a screen reader says it: with the state that others see by the icon. */
export function resultAccessibilityLabel(node: ResultNode, now: number, l10n: Localization): string {
  const label = resultLabel(node, now, l10n);
  const description = resultDescription(node, l10n);
  if (node.kind !== 'run') return `${label}, ${description}`;
  const { status, modelName, seed } = node.run;
  return joinedBy(
    ', ',
    modelName !== undefined && modelName !== label && printable(modelName),
    label,
    seed !== undefined && node.tells !== 'seed' && seedName(node.run, l10n),
    // The other states are words of the description already.
    status === 'completed' && l10n.t('completed'),
    status === 'running' && l10n.t('running'),
    description,
    node.isCompared && l10n.t('in the comparison'),
  );
}

/** The first line of why it failed, safe to show, cut. */
function reasonOf({ failure }: StoredRun): string | undefined {
  if (failure === undefined) return undefined;
  const [line = ''] = failure.message.trim().split('\n');
  const text = printable(line);
  return text.length > MAXIMUM_REASON ? `${text.slice(0, MAXIMUM_REASON)}…` : text || printable(failure.code);
}

/** `Today 14:02`, `Yesterday 09:11`, `2031-04-05 06:07`, in local time. */
export function momentOf(time: number, now: number, l10n: Localization): string {
  const [date, today] = [new Date(time), new Date(now)];
  const clock = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
  const midnight = new Date(today.getFullYear(), today.getMonth(), today.getDate()).getTime();
  if (time >= midnight && time < midnight + 86_400_000) return l10n.t('Today {0}', clock);
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1).getTime();
  if (time >= yesterday && time < midnight) return l10n.t('Yesterday {0}', clock);
  return `${dayOf(time)} ${clock}`;
}

function groupLabel({ by, name, daysAgo }: GroupNode, l10n: Localization): string {
  switch (by) {
    case 'definition':
      return name === undefined ? l10n.t('Unknown model') : printable(name);
    case 'dataset':
      return name === undefined ? l10n.t('Unknown dataset') : printable(name);
    case 'comparison':
      return name === undefined ? l10n.t('Comparison') : l10n.t('Comparison {0}', printable(name));
    case 'day':
      return daysAgo === 0 ? l10n.t('Today') : daysAgo === 1 ? l10n.t('Yesterday') : (name ?? '');
  }
}

function nameOf(run: StoredRun | undefined, tells: 'model' | 'time' | 'seed', now: number, l10n: Localization): string {
  if (run === undefined) return '';
  if (tells === 'seed') return seedName(run, l10n);
  if (tells === 'model') return run.modelName === undefined ? l10n.t('Unknown model') : printable(run.modelName);
  return momentOf(timeOf(run), now, l10n);
}

function seedName({ seed }: StoredRun, l10n: Localization): string {
  return l10n.t('seed {0}', seed ?? 0);
}

function seedsDescription(node: SeedsNode, l10n: Localization): string {
  const { accuracy, macroF1, durationMs, runs, runningCount, isStale } = node;
  return joined(
    accuracy !== null && percentSpread(accuracy),
    macroF1 !== null && `macro-F1 ${fixedSpread(macroF1)}`,
    durationMs !== null && l10n.t('{0} each', formatDuration(durationMs.mean)),
    l10n.t('{0} seeds', runs.length),
    runningCount > 0 && l10n.t('{0} running', runningCount),
    runs[0]?.dataset?.isSample === true && l10n.t('sample'),
    isStale && l10n.t('edited since'),
  );
}

/** `92.8 ± 0.3 %`; without a deviation as any percentage. */
function percentSpread({ mean, standardDeviation }: MetricSpread): string {
  if (standardDeviation === null) return formatPercent(mean);
  return `${formatFixed(mean * 100, 1)} ± ${formatPercent(standardDeviation)}`;
}

function fixedSpread({ mean, standardDeviation }: MetricSpread): string {
  const text = formatFixed(mean, 3);
  return standardDeviation === null ? text : `${text} ± ${formatFixed(standardDeviation, 3)}`;
}

function phaseText(phase: 'head' | 'fineTuning', l10n: Localization): string {
  return phase === 'head' ? l10n.t('head only') : l10n.t('fine-tuning');
}

/** `3/10`: while it trains, the epoch that it is in. */
function epochsOf({ status, epochs, plannedEpochs, progress }: StoredRun): string | undefined {
  const done = status === 'running' ? progress?.epoch : epochs;
  if (done === undefined) return undefined;
  const planned = progress?.epochs ?? plannedEpochs;
  return planned === undefined ? String(done) : `${done}/${planned}`;
}

function joined(...parts: readonly (string | false)[]): string {
  return joinedBy(' · ', ...parts);
}

function joinedBy(separator: string, ...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false && part !== '').join(separator);
}
