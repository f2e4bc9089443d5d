import path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { formatBytes, formatQuantity, printable } from '../../core/format.js';
import { deleteRun } from '../../runs/deleteRun.js';
import { listRuns } from '../../runs/listRuns.js';
import { readRun } from '../../runs/readRun.js';
import { resolveRun } from '../../runs/resolveRun.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { readMisclassified } from '../readMisclassified.js';
import { misclassificationTable } from '../render/evaluationTables.js';
import { runListTable } from '../render/runList.js';
import { renderRunReport } from '../render/runReport.js';
import { renderTerminalTable } from '../render/terminalTable.js';
import { misclassifiedDetails, runDetails, runSummary } from '../runJson.js';
import { runsOption } from '../runOptions.js';

/** How many misclassified images `--errors` lists when it is given no number. */
const DEFAULT_ERRORS = 20;
/** How many warnings of single runs a list ends with. */
const LISTED_WARNINGS = 5;

interface ShowOptions {
  readonly runs: string;
  readonly errors?: number | true;
}

/** `bakeoff runs [list|show|delete]`: what has been trained. */
export function registerRunsCommand(program: Command, io: Io): void {
  const runs = program
    .command('runs')
    .summary('list, show or delete what has been trained')
    .description(
      'Lists, shows or deletes stored runs. RUN is an id, its beginning, a model (its latest run), latest, or a path.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ bakeoff runs\n  $ bakeoff runs show latest\n  $ bakeoff runs show cnn --errors 50\n  $ bakeoff runs delete 20260102-0304',
    );
  runs
    .command('list', { isDefault: true })
    .description('one line for each stored run, the oldest first')
    .addOption(runsOption())
    .action((options: { runs: string }) => list(io, options.runs));
  runs
    .command('show')
    .description('everything about a run: accuracy, classes, confusion matrix, with --json all metrics too')
    .argument('<run>', 'id, its beginning, a model, latest, or a path')
    .addOption(runsOption())
    .addOption(
      new Option(
        '--errors [n]',
        `list n misclassified test images, the worst first (default ${DEFAULT_ERRORS})`,
      ).argParser(errorCount),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ bakeoff runs show cnn\n  $ bakeoff runs show latest --errors 50\n  $ bakeoff runs show latest --json',
    )
    .action((text: string, options: ShowOptions) => show(io, text, options));
  runs
    .command('delete')
    .description('delete the folders of stored runs')
    .argument('<run...>', 'ids, their beginnings, or paths')
    .addOption(runsOption())
    .addHelpText('after', '\nExample:\n  $ bakeoff runs delete 20260102-030405-cnn-s0-4f3a')
    .action((texts: string[], options: { runs: string }) => remove(io, texts, options.runs));
}

async function list(io: Io, root: string): Promise<void> {
  const { runs, warnings } = await listRuns(root);
  if (io.json) for (const run of runs) writeJson(io, { type: 'run', ...runSummary(run, run) });
  else if (runs.length === 0)
    writeNote(io, `No runs in ${printable(path.resolve(root))}. Train one with: bakeoff train MODEL.model.jsonc`);
  else writeLine(io, renderTerminalTable(runListTable(runs), io.columns, io.color));
  const ofRuns = runs.flatMap(({ runId, warnings: own }) => own.map(({ message }) => `${runId}: ${message}`));
  const shown = [...warnings.map(({ message }) => message), ...ofRuns.slice(0, LISTED_WARNINGS)];
  for (const message of shown) writeNote(io, `Note: ${printable(message)}`);
  if (ofRuns.length > LISTED_WARNINGS) writeNote(io, `Note: ${ofRuns.length - LISTED_WARNINGS} more such notes.`);
}

async function show(io: Io, text: string, { runs, errors }: ShowOptions): Promise<void> {
  const run = await readRun((await resolveRun(runs, text)).folder);
  const { state, folder, verification } = run;
  if (io.json) {
    const limit = typeof errors === 'number' ? errors : undefined;
    writeJson(io, { ...runDetails(run), misclassified: await misclassifiedDetails(io, run, limit) });
    return;
  }
  writeLine(io, renderRunReport(state, { columns: io.columns, color: io.color, folder, verification }));
  if (errors === undefined) return;
  const all = await readMisclassified(run);
  const shown = all.slice(0, errors === true ? DEFAULT_ERRORS : errors);
  const title = `Misclassified test images: ${shown.length} of ${all.length}, those with the greatest loss`;
  writeLine(io, `\n${io.color.bold(title)}`);
  const table = misclassificationTable(shown, state.started?.dataset.classNames ?? []);
  writeLine(io, renderTerminalTable(table, io.columns, io.color));
}

async function remove(io: Io, texts: readonly string[], root: string): Promise<void> {
  // All names are looked up before anything is deleted. A model's name or "latest" is too easily another run than meant.
  const places = await Promise.all(texts.map((text) => resolveRun(root, text)));
  places.forEach(({ runId }, index) => {
    const text = texts[index] ?? '';
    if (/[\\/]/.test(text) || (text !== '' && runId.startsWith(text))) return;
    throw new CommandError(
      exitCodes.usage,
      `"${printable(text)}" means ${runId} at the moment; nothing was deleted`,
      `To delete it, say: bakeoff runs delete ${runId}`,
    );
  });
  const unique = new Map(places.map((place) => [place.folder, place]));
  for (const { folder, runId } of unique.values()) {
    const bytes = await deleteRun(folder);
    if (io.json) writeJson(io, { type: 'runDeleted', runId, folder, bytes });
    else writeLine(io, `deleted ${runId} (${formatBytes(bytes)})`);
  }
  if (!io.json && unique.size > 1) writeLine(io, `${formatQuantity(unique.size, 'run')} deleted.`);
}

function errorCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number.');
}
