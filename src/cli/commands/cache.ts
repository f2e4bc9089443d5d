import type { Command } from 'commander';
import { formatBytes, formatQuantity, formatShape, formatTime, printable } from '../../core/format.js';
import type { Table } from '../../core/report/table.js';
import { LIMIT_VARIABLE } from '../../features/cacheLimit.js';
import { FeatureCache } from '../../features/featureCache.js';
import type { FeatureEntry } from '../../features/featureEntry.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { renderTerminalTable } from '../render/terminalTable.js';

/** `bakeoff cache list|clear`: what frozen layers give, kept for the next training. */
export function registerCacheCommand(program: Command, io: Io): void {
  const cache = program
    .command('cache')
    .description('list or clear the features of frozen layers that are kept for the next training')
    .helpCommand(false);
  cache
    .command('list')
    .description('whose features there are, and how large they are')
    .action(() => list(io));
  cache
    .command('clear')
    .description('remove all of them; the next training computes its own anew')
    .action(() => clear(io));
}

async function list(io: Io): Promise<void> {
  const cache = new FeatureCache();
  const entries = await cache.list();
  const bytes = entries.reduce((sum, entry) => sum + entry.byteLength, 0);
  if (io.json) {
    writeJson(io, { type: 'featureCache', folder: cache.folder, limitBytes: cache.limitBytes, bytes, entries });
    return;
  }
  if (entries.length > 0) writeLine(io, renderTerminalTable(entryTable(entries), io.columns, io.color));
  else writeLine(io, 'There are no features in the cache.');
  const limit = cache.limitBytes === 0 ? 'nothing is kept' : `at most ${formatBytes(cache.limitBytes)}`;
  writeNote(io, `${formatBytes(bytes)}, ${limit} (${LIMIT_VARIABLE}), in ${printable(cache.folder)}`);
}

async function clear(io: Io): Promise<void> {
  const { entries, bytes } = await new FeatureCache().clear();
  if (io.json) writeJson(io, { type: 'featureCacheCleared', entries, bytes });
  else writeLine(io, `Removed ${formatQuantity(entries, 'entry', 'entries')}, ${formatBytes(bytes)}.`);
}

function entryTable(entries: readonly FeatureEntry[]): Table {
  return {
    columns: [
      { title: 'Model', flexible: true },
      { title: 'Layer' },
      { title: 'Features', align: 'right' },
      { title: 'Images', align: 'right' },
      { title: 'Dataset', flexible: true, droppable: true },
      { title: 'Size', align: 'right' },
      { title: 'Last used', droppable: true },
    ],
    rows: entries.map(({ modelName, layer, shape, rows, datasetName, byteLength, lastUsed }) => [
      printable(modelName),
      printable(layer),
      formatShape(shape),
      rows.toLocaleString('en'),
      printable(datasetName),
      formatBytes(byteLength),
      formatTime(lastUsed),
    ]),
  };
}
