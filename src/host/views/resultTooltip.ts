import type { l10n } from 'vscode';
import { formatBytes, formatCount, formatDuration, formatFixed, formatPercent } from '../../core/format.js';
import { inlineCode, paragraphs } from '../../core/language/markdown.js';
import type { StoredRun } from '../host.js';
import { commandIds } from '../ids.js';
import { momentOf, runFigures } from './resultText.js';
import { timeOf } from './timeOf.js';

type Localization = Pick<typeof l10n, 't'>;

/** Commands that a tooltip links to; a `MarkdownString` may trust these and no others. */
export const tooltipCommands: readonly string[] = [
  commandIds.showRunLog,
  commandIds.showWhatChanged,
  commandIds.resumeRun,
];

export interface TooltipFacts {
  readonly isStale: boolean;
  /** On disk; absent while it is not known. */
  readonly bytes?: number;
  readonly now: number;
}

/** All that a list knows of a run, in Markdown: how it went, with what, and what can be done about it. */
export function runTooltip(run: StoredRun, { isStale, bytes, now }: TooltipFacts, l10n: Localization): string {
  const { status, modelName, label, seed, epochs, plannedEpochs, dataset, engineId, failure, stopReason } = run;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [l10n.t('Test accuracy'), figure(run.testAccuracy, (value) => formatPercent(value, 2))],
    [l10n.t('Macro-F1'), figure(run.macroF1, (value) => formatFixed(value, 4))],
    [l10n.t('Validation accuracy'), figure(run.validationAccuracy, (value) => formatPercent(value, 2))],
    [l10n.t('Epochs'), plannedEpochs === undefined ? String(epochs) : `${epochs}/${plannedEpochs}`],
    [l10n.t('Time'), figure(run.durationMs, formatDuration)],
    [l10n.t('Time left'), figure(run.progress?.remainingMs ?? undefined, formatDuration)],
    [l10n.t('Parameters'), figure(run.parameterCount, formatCount)],
    [l10n.t('Seed'), figure(seed, String)],
    [l10n.t('Dataset'), dataset === undefined ? undefined : datasetText(dataset, l10n)],
    [l10n.t('Engine'), engineId === undefined ? undefined : inlineCode(engineId)],
    [l10n.t('Ran on'), ranOnText(run, l10n)],
    [l10n.t('Started'), momentOf(timeOf(run), now, l10n)],
    [l10n.t('Definition'), run.definitionPath === undefined ? undefined : inlineCode(run.definitionPath)],
    [l10n.t('Run'), inlineCode(run.runId)],
    [l10n.t('On disk'), figure(bytes, formatBytes)],
  ];
  const figures = rows.flatMap(([name, value]) => (value === undefined ? [] : `| ${name} | ${cell(value)} |`));
  const title = [label, modelName].flatMap((name) => (name === undefined ? [] : inlineCode(name))).join(' · ');
  const link = (title: string, command: string) =>
    `[${title}](command:${command}?${encodeURIComponent(JSON.stringify([run.folder]))})`;
  const links = [
    ...(status === 'failed' ? [link(l10n.t('Show log'), commandIds.showRunLog)] : []),
    ...(run.isResumable ? [link(l10n.t('Resume'), commandIds.resumeRun)] : []),
    ...(isStale ? [link(l10n.t('Show what changed'), commandIds.showWhatChanged)] : []),
  ];
  return paragraphs(
    `**${statusText(status, l10n)}** ${title}`,
    failure === undefined ? undefined : inlineCode(failure.message.split('\n')[0] ?? ''),
    stopReason === undefined ? undefined : inlineCode(stopReason),
    ['| | |', '|:--|:--|', ...figures].join('\n'),
    isStale ? l10n.t('The definition has been edited since.') : undefined,
    ...run.warnings.map(({ message }) => `⚠ ${inlineCode(message)}`),
    links.join(' · '),
  );
}

/** The seeds of one model, each with its figures. */
export function seedsTooltip(runs: readonly StoredRun[], l10n: Localization): string {
  const lines = runs.map((run) => `| ${run.seed ?? ''} | ${cell(runFigures(run, l10n).map(inlineCode).join(' · '))} |`);
  return [`| ${l10n.t('Seed')} | |`, '|:--|:--|', ...lines].join('\n');
}

function statusText(status: StoredRun['status'], l10n: Localization): string {
  return {
    running: l10n.t('Running'),
    completed: l10n.t('Completed'),
    stopped: l10n.t('Stopped'),
    failed: l10n.t('Failed'),
    interrupted: l10n.t('Interrupted'),
  }[status];
}

function datasetText({ name, isSample }: NonNullable<StoredRun['dataset']>, l10n: Localization): string {
  return isSample ? l10n.t('{0} (embedded sample, not the full set)', inlineCode(name)) : inlineCode(name);
}

function ranOnText({ ranOn, cluster }: StoredRun, l10n: Localization): string | undefined {
  if (ranOn === undefined) return undefined;
  return cluster === undefined
    ? inlineCode(ranOn)
    : l10n.t('{0} of the cluster at {1}', inlineCode(ranOn), inlineCode(cluster));
}

function figure(value: number | undefined, format: (value: number) => string): string | undefined {
  return value === undefined ? undefined : format(value);
}

/** A bar would end the cell, within code too. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
