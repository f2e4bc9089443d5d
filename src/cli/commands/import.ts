import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { countProblems } from '../../core/definition/formatProblems.js';
import { createLineMap } from '../../core/definition/position.js';
import { formatQuantity, printable } from '../../core/format.js';
import { importKeras } from '../../core/interop/keras/importKeras.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { type Io, writeJson, writeLine } from '../io.js';
import { formatFileProblems, readDefinitionText } from '../readDefinition.js';

interface ImportOptions {
  readonly out?: string;
  readonly force?: boolean;
}

/** `bakeoff import`: a model of Keras's as a definition. */
export function registerImportCommand(program: Command, io: Io): void {
  program
    .command('import <file>')
    .summary('write a definition of a Keras model')
    .description(
      'Writes a definition of what model.to_json() gives, of Keras 3 or Keras 2, sequential or functional; also of the config.json in a .keras file. ' +
        'What a definition cannot say is told with its place: as an error where layers, shapes or weights would be others, else as a warning. Weights are not in such a file.',
    )
    .addOption(new Option('--out <path>', 'where to; by default NAME.model.jsonc in the current folder'))
    .addOption(new Option('--force', 'write over what is there'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ bakeoff import model.json\n  $ bakeoff import model.json --out models/mine.model.jsonc',
    )
    .action((file: string, options: ImportOptions) => importFile(io, file, options));
}

async function importFile(io: Io, file: string, { out, force = false }: ImportOptions): Promise<void> {
  const text = await readDefinitionText(file);
  const { value, problems } = importKeras(text);
  const read = { path: file, absolutePath: path.resolve(file), text, problems };
  if (problems.length > 0 && !io.json) io.stderr.write(`${formatFileProblems(io, read)}\n`);
  const lines = createLineMap(text);
  for (const problem of io.json ? problems : [])
    writeJson(io, { type: 'problem', file, ...lines.positionAt(problem.range.start), ...problem });
  if (value === undefined)
    throw new CommandError(
      exitCodes.problems,
      `${printable(file)} has ${countProblems(problems)}; nothing was written`,
    );
  const place = path.resolve(out ?? `${fileStem(value.name)}.model.jsonc`);
  await writeFile(place, value.text, { flag: force ? 'w' : 'wx' }).catch(({ code, message }: NodeJS.ErrnoException) => {
    const isThere = code === 'EEXIST';
    const advice = isThere ? 'Name another place with --out, or write over it with --force.' : undefined;
    const problem = isThere ? 'is there already; nothing was written' : `cannot be written: ${message}`;
    throw new CommandError(exitCodes.usage, `${place} ${problem}`, advice);
  });
  const { name, layerCount } = value;
  if (io.json) writeJson(io, { type: 'imported', path: place, name, layers: layerCount, problems: problems.length });
  else writeLine(io, `${printable(place)} (${printable(name)}, ${formatQuantity(layerCount, 'layer')})`);
}

/** A name that any file system takes. */
function fileStem(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '') || 'model';
}
