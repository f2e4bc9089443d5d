import { type Command, Option } from 'commander';
import { cacheFolder } from '../../cacheFolder.js';
import { EngineError } from '../../core/engine.js';
import { formatBytes, formatDuration, printable } from '../../core/format.js';
import { type EngineInfo, installTensorFlow, readEngineInfo, removeTensorFlow } from '../../engines/install.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { createInstallReporter } from '../installReporter.js';
import { withInterrupt } from '../interrupt.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';

interface InstallFlags {
  readonly force?: boolean;
  readonly way: 'auto' | 'published' | 'wheel';
}

/** `bakeoff engine install|info|remove`: the native TensorFlow in the user's cache. */
export function registerEngineCommand(program: Command, io: Io): void {
  const engine = program
    .command('engine')
    .description('install, examine or remove the native TensorFlow engine')
    .helpCommand(false);
  engine
    .command('install')
    .description('get TensorFlow into the user cache (about 20 s on a fast connection, 0.9 GB on disk)')
    .option('--force', 'install anew even if a working engine is there')
    .addOption(
      new Option(
        '--way <way>',
        "published: tfjs-node's own download; wheel: TensorFlow's Python wheel and a local build; auto: whichever works",
      )
        .choices(['auto', 'published', 'wheel'])
        .default('auto'),
    )
    .action((flags: InstallFlags) => install(io, flags));
  engine
    .command('info')
    .description('what is installed, its versions, threads and instruction sets')
    .action(() => info(io));
  engine
    .command('remove')
    .description('delete the engine, unfinished installations and downloads from the user cache')
    .action(() => remove(io));
}

async function install(io: Io, { force = false, way }: InstallFlags): Promise<void> {
  const started = performance.now();
  const reporter = createInstallReporter(io);
  const result = await withInterrupt(io, 'Stopping; what is finished is kept for the next installation.', (signal) =>
    installTensorFlow({ cache: cacheFolder(), force, way, signal, onProgress: reporter.report }),
  )
    .catch(rethrow)
    .finally(reporter.end);
  const { folder, packageFolder, alreadyInstalled, probe, durationsMs } = result;
  if (io.json) {
    writeJson(io, { type: 'engineInstalled', folder, packageFolder, alreadyInstalled, ...probe, durationsMs });
    return;
  }
  const time = alreadyInstalled ? 'already installed' : `installed in ${formatDuration(performance.now() - started)}`;
  writeLine(io, `TensorFlow ${probe.tensorFlow} ${time}: ${printable(folder)}`);
}

async function info(io: Io): Promise<void> {
  const found = await withInterrupt(io, 'Stopping.', (signal) => readEngineInfo({ signal })).catch(rethrow);
  if (found.state !== 'ready') io.exitCode = exitCodes.unavailable;
  if (io.json) writeJson(io, { type: 'engineInfo', ...found });
  else for (const [label, value] of describe(found)) writeLine(io, `${label.padEnd(18)}${printable(value)}`);
  if (io.json) return;
  if (found.problem !== undefined) writeNote(io, found.problem);
  if (found.state === 'missing') writeNote(io, 'Install it with: bakeoff engine install');
}

/** Labels and values, as they are printed. */
function describe(found: EngineInfo): [string, string][] {
  const states = { ready: 'ready', missing: 'not installed', broken: 'found, but it cannot be used' };
  const sources = { environment: 'BAKEOFF_TFJS_NODE', cache: 'user cache', project: 'node_modules of this folder' };
  const rows: [string, string][] = [['engine', `tensorflow: ${states[found.state]}`]];
  const { location, probe } = found;
  if (location !== undefined) rows.push(['folder', `${location.packageFolder} (${sources[location.source]})`]);
  if (found.bytesOnDisk !== undefined) rows.push(['size on disk', formatBytes(found.bytesOnDisk)]);
  if (probe !== undefined) {
    rows.push(['TensorFlow', probe.tensorFlow], ['tfjs-node', probe.tfjsNode]);
    rows.push(['loading', `${formatDuration(probe.loadMs)}, ${formatBytes(probe.residentBytes)} of memory`]);
  }
  rows.push(['Node', `${found.node} (Node-API ${found.napi})`], ['threads', String(found.threads)]);
  rows.push(['instruction sets', found.instructionSets.join(', ') || 'unknown']);
  return rows;
}

async function remove(io: Io): Promise<void> {
  const { folders, bytes } = await withInterrupt(io, 'Stopping.', (signal) =>
    removeTensorFlow(cacheFolder(), signal),
  ).catch(rethrow);
  if (io.json) writeJson(io, { type: 'engineRemoved', folders, bytes });
  else if (folders.length === 0) writeLine(io, 'There is no engine in the user cache.');
  else writeLine(io, `Removed ${formatBytes(bytes)}: ${folders.map(printable).join(', ')}`);
}

/** An engine's error has what is wrong in its first line and what to do in the others. */
function rethrow(error: unknown): never {
  if (!(error instanceof EngineError)) throw error;
  const [message = '', ...advice] = error.message.split('\n');
  throw new CommandError(exitCodes.unavailable, message, advice.length === 0 ? undefined : advice.join('\n'), {
    cause: error,
  });
}
