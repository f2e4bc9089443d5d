import { type Command, Option } from 'commander';
import { formatBytes, printable } from '../../core/format.js';
import { type ExportFormatDescription, exportFormats } from '../../core/interop/exportFormats.js';
import { ExportError } from '../../interop/exporter.js';
import { resolveRun } from '../../runs/resolveRun.js';
import { WeightsError } from '../../runs/weightsFile.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { type Io, writeJson, writeLine } from '../io.js';
import { runsOption } from '../runOptions.js';

interface ExportOptions {
  readonly format: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly runs: string;
}

/** `bakeoff export`: a stored run's model for other programs. */
export function registerExportCommand(program: Command, io: Io): void {
  program
    .command('export')
    .summary('write a trained model, or a run, in the format of another program')
    .description(
      `Writes a stored run for other programs. Formats: ${exportFormats.map(({ id, title }) => `${id} (${title})`).join(', ')}. ` +
        'Models take images as they are, 0 to 255, and predict the same; what does something in training alone is left out of those that only predict.',
    )
    .argument('<run>', 'id, its beginning, a model (its latest run), latest, or a path')
    .addOption(
      new Option('--format <name>', 'what to write').choices(exportFormats.map(({ id }) => id)).makeOptionMandatory(),
    )
    .addOption(new Option('--out <path>', "where to: a file, or a folder; by default named after the run's model"))
    .addOption(new Option('--force', 'write over what is there'))
    .addOption(runsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ bakeoff export cnn --format onnx --out cnn.onnx\n  $ bakeoff export latest --format savedmodel',
    )
    .action((text: string, options: ExportOptions) => exportRun(io, text, options));
}

async function exportRun(io: Io, text: string, options: ExportOptions): Promise<void> {
  const format = exportFormats.find(({ id }) => id === options.format);
  if (format === undefined) throw new RangeError(`no format ${options.format}`);
  const { folder, runId } = await resolveRun(options.runs, text);
  const written = await writeFiles(folder, format, options);
  if (io.json) writeJson(io, { type: 'exported', runId, format: format.id, ...written });
  else {
    const files = written.files === 1 ? '' : `, ${written.files} files`;
    writeLine(io, `${printable(written.path)} (${format.title}, ${formatBytes(written.bytes)}${files})`);
  }
}

async function writeFiles(folder: string, format: ExportFormatDescription, { out, force = false }: ExportOptions) {
  const { exportRunToFiles } = await import('../../interop/exportRunToFiles.js');
  try {
    return await exportRunToFiles(folder, format.id, { out, overwrites: force });
  } catch (error) {
    const isKnown = error instanceof ExportError || error instanceof WeightsError;
    if (!isKnown && (error as NodeJS.ErrnoException).code === undefined) throw error;
    const advice = error instanceof ExportError ? error.advice : undefined;
    throw new CommandError(exitCodes.usage, (error as Error).message, advice, { cause: error });
  }
}
