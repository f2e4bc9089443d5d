import { formatClock, formatCount, formatPercent, printable } from '../../core/format.js';
import { inlineCode } from '../../core/language/markdown.js';
import { slugOfRunId } from '../../runs/runId.js';
import type { OrderRound, StoredRun, TrainingOrder } from '../host.js';

/** Words of the status bar in the person's language; `{0}` is what is counted. */
export interface StatusWords {
  readonly starting: string;
  readonly more: (count: number) => string;
  readonly waiting: (count: number) => string;
  /** Of trainings that may turn out not to be needed. */
  readonly waitingAtMost: (count: number) => string;
  /** `2/5`, or `2/3–10` where it is not known how many there will be. */
  readonly round: (place: string) => string;
  readonly epoch: (epoch: string) => string;
  readonly left: (time: string) => string;
  readonly stop: string;
  readonly stopAll: string;
}

/** What a run is called: as a person named it, else its model's name. One line. */
export function runName({ label, modelName, runId }: Pick<StoredRun, 'label' | 'modelName' | 'runId'>): string {
  return printable(label ?? modelName ?? slugOfRunId(runId));
}

/** Text without `$(icons)` of somebody else, for a label that may have icons. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

/**
 * The status bar's label while something runs or waits, `$(sync~spin) cnn 3/10 · 91.2 % · round 2/5 · 2 more`;
 * undefined when nothing does. It tells of the run that began last.
 */
export function statusLabel(
  running: readonly StoredRun[],
  waiting: readonly Waiting[],
  words: StatusWords,
  roundOf: (runId: string) => OrderRound | undefined = () => undefined,
): string | undefined {
  const [first] = running;
  if (first === undefined && waiting.length === 0) return undefined;
  const round = first === undefined ? undefined : roundOf(first.runId);
  const parts = [
    ...(first === undefined ? [] : [`${withoutIcons(cut(runName(first)))} ${standOf(first, words)}`]),
    ...(round === undefined ? [] : [words.round(placeOf(round))]),
    ...(running.length > 1 ? [words.more(running.length - 1)] : []),
    ...waitingText(waiting, words),
  ];
  return `$(sync~spin) ${parts.join(' · ')}`;
}

/** What waits for its turn. */
type Waiting = Pick<TrainingOrder, 'modelName' | 'round'>;

function placeOf({ number, minimum, maximum }: OrderRound): string {
  return `${number}/${minimum < maximum ? `${minimum}–${maximum}` : maximum}`;
}

function waitingText(waiting: readonly Waiting[], words: StatusWords): string[] {
  if (waiting.length === 0) return [];
  const isCertain = waiting.every(({ round }) => round === undefined || round.number <= round.minimum);
  return [(isCertain ? words.waiting : words.waitingAtMost)(waiting.length)];
}

/** Where a run stands: `3/10 · 91.2 %`. */
function standOf({ progress }: Pick<StoredRun, 'progress'>, words: Pick<StatusWords, 'starting'>): string {
  if (progress === undefined) return words.starting;
  const epoch = epochOf(progress);
  return progress.accuracy === null ? epoch : `${epoch} · ${formatPercent(progress.accuracy)}`;
}

/** The tooltip as Markdown: a line for each run with all that is known, and how to stop it. */
export function statusTooltip(
  running: readonly StoredRun[],
  waiting: readonly Waiting[],
  words: StatusWords,
  linkOf: (command: 'stop' | 'stopAll', runId?: string) => string,
): string {
  const lines = running.map((run) => {
    const facts = [inlineCode(runName(run)), ...factsOf(run, words)].join(' · ');
    return `${facts} — [${words.stop}](${linkOf('stop', run.runId)})`;
  });
  const waits = waiting.slice(0, MAXIMUM_WAITING).map(({ modelName }) => inlineCode(modelName));
  if (waiting.length > waits.length) waits.push('…');
  const queue = waitingText(waiting, words).map((text) => `${text}: ${waits.join(', ')}`);
  const all = running.length + waiting.length > 1 ? [`[${words.stopAll}](${linkOf('stopAll')})`] : [];
  return [...lines, ...queue, ...all].join('\n\n');
}

const MAXIMUM_WAITING = 10;
const MAXIMUM_NAME = 30;

function factsOf({ progress }: StoredRun, words: StatusWords): string[] {
  if (progress === undefined) return [words.starting];
  const { accuracy, samplesPerSecond, remainingMs } = progress;
  return [
    words.epoch(epochOf(progress)),
    ...(accuracy === null ? [] : [formatPercent(accuracy)]),
    ...(samplesPerSecond === null ? [] : [`${formatCount(samplesPerSecond)} img/s`]),
    ...(remainingMs === null ? [] : [words.left(formatClock(remainingMs))]),
  ];
}

function epochOf({ epoch, epochs }: { readonly epoch: number; readonly epochs: number | null }): string {
  return epochs === null ? String(epoch) : `${epoch}/${epochs}`;
}

function cut(name: string): string {
  return name.length > MAXIMUM_NAME ? `${name.slice(0, MAXIMUM_NAME)}…` : name;
}
