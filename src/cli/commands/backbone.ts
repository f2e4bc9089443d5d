import { type Command, InvalidArgumentError, Option } from 'commander';
import { fetchBackbone } from '../../backbones/fetchBackbone.js';
import { type ListedWeights, listBackbones } from '../../backbones/listBackbones.js';
import { cachedBackbones, weightPlaces } from '../../backbones/weightPlaces.js';
import { backbones } from '../../core/backbones/index.js';
import { formatBytes, printable } from '../../core/format.js';
import type { Table } from '../../core/report/table.js';
import { createFetchReporter } from '../fetchReporter.js';
import { withInterrupt } from '../interrupt.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { renderTerminalTable } from '../render/terminalTable.js';

interface FetchOptions {
  readonly alpha: number;
  readonly upTo?: string;
}

/** `bakeoff backbone list|fetch`: the published weights of networks for transfer learning. */
export function registerBackboneCommand(program: Command, io: Io): void {
  const command = program
    .command('backbone')
    .description('list the published networks for transfer learning, or fetch their weights')
    .helpCommand(false);
  command
    .command('list')
    .description('which ImageNet weights there are, and which are on this machine')
    .action(() => list(io));
  command
    .command('fetch')
    .description('bring published ImageNet weights into the user cache, checked')
    .argument('<network>', backbones.map(({ name }) => name).join(', '), networkName)
    .addOption(new Option('--alpha <n>', 'width of the network').argParser(width).default(1))
    .option('--up-to <layer>', 'only what a backbone needs that is cut after this layer')
    .action((network: string, options: FetchOptions) => fetchToCache(io, network, options));
}

async function list(io: Io): Promise<void> {
  const places = weightPlaces();
  const listed = await listBackbones(places);
  if (io.json) {
    const entries = listed.map(({ files: _files, bytes: _bytes, ...rest }) => rest);
    writeJson(io, { type: 'backbones', folder: cachedBackbones(places), weights: entries });
    return;
  }
  writeLine(io, renderTerminalTable(table(listed), io.columns, io.color));
  writeNote(io, 'The package itself holds mobilenetV1, width 1, up to conv_pw_6_relu.');
  writeNote(
    io,
    `Weights in the cache are in ${printable(cachedBackbones(places))}; what is not fetched is put there by hand.`,
  );
}

function table(listed: readonly ListedWeights[]): Table {
  return {
    columns: [
      { title: 'Network' },
      { title: 'Width', align: 'right' },
      { title: 'State' },
      { title: 'Size', align: 'right', droppable: true },
      { title: 'Licence', droppable: true },
      { title: 'Weights', flexible: true },
      { title: 'File', flexible: true, droppable: true },
    ],
    rows: listed.map(({ network, alpha, state, bytes, licence, title, path }) => [
      network,
      String(alpha),
      state,
      bytes === 0 ? '' : formatBytes(bytes),
      licence,
      title,
      path,
    ]),
    turnable: true,
  };
}

async function fetchToCache(io: Io, network: string, options: FetchOptions): Promise<void> {
  const reporter = createFetchReporter(io);
  const work = (signal: AbortSignal) =>
    fetchBackbone({ network, ...options, places: weightPlaces(), signal, onProgress: reporter.report }).finally(
      reporter.end,
    );
  const fetched = await withInterrupt(io, 'Stopping; what has come is kept for the next time.', work);
  if (io.json) return writeJson(io, { type: 'backboneFetched', ...fetched });
  const { title, licence, path, fetchedBytes } = fetched;
  if (fetchedBytes === 0) writeLine(io, `Already there, whole and checked: ${printable(path)}`);
  else writeLine(io, `Fetched ${formatBytes(fetchedBytes)} into ${printable(path)}`);
  writeNote(io, `${title}, ${licence}`);
}

function networkName(text: string): string {
  if (backbones.some(({ name }) => name === text)) return text;
  throw new InvalidArgumentError(`Expected one of ${backbones.map(({ name }) => name).join(', ')}.`);
}

function width(text: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value >= 0.1 && value <= 2) return value;
  throw new InvalidArgumentError('Expected a number from 0.1 to 2, such as 0.5.');
}
