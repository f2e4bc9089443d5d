import type { ExportedFile, ExportSource } from '../exporter.js';
import { epochFigures, runParameters, testFigures } from '../runFacts.js';
import { encodeEvent, encodeFileVersion, type Summary } from './eventProto.js';
import { tfRecord } from './tfRecord.js';

/**
 * Event files for TensorBoard: `RUN/train` and `RUN/validation`, as Keras's callback writes them, with a point an epoch, and
 * `RUN/test`. Runs that are exported to one folder are compared there.
 */
export function exportTensorboard(source: ExportSource): readonly ExportedFile[] {
  const { state, runId } = source;
  const start = (state.startTime ?? 0) / 1000;
  const end = (state.lastTime ?? 0) / 1000;
  const epochs = epochFigures(state);
  const curve = (split: 'train' | 'validation') =>
    epochs
      .map((figures) => ({ wallTime: figures.time / 1000, step: figures.epoch, summary: scalars(figures[split]) }))
      .filter(({ summary }) => summary.length > 0);
  const test = scalars(testFigures(state));
  const files = {
    train: [{ wallTime: start, step: 0, summary: [parametersText(source)] }, ...curve('train')],
    validation: curve('validation'),
    test: test.length === 0 ? [] : [{ wallTime: end, step: epochs.at(-1)?.epoch ?? 0, summary: test }],
  };
  return Object.entries(files)
    .filter(([, events]) => events.length > 0)
    .map(([split, events]) => ({
      // TensorBoard knows its files by "tfevents", and reads them in the order of their times.
      path: `${runId}/${split}/events.out.tfevents.${Math.floor(start)}.bakeoff`,
      bytes: Buffer.concat([encodeFileVersion(start), ...events.map(encodeEvent)].map(tfRecord)),
    }));
}

function scalars(figures: Readonly<Record<string, number>>): Summary[] {
  return Object.entries(figures).map(([name, value]) => ({ kind: 'scalar', tag: `epoch_${name}`, value }));
}

function parametersText(source: ExportSource): Summary {
  const rows = Object.entries(runParameters(source)).map(([name, value]) => `| ${cell(name)} | ${cell(value)} |`);
  return { kind: 'text', tag: 'hyperparameters', markdown: ['| name | value |', '|---|---|', ...rows].join('\n') };
}

/** Nothing in a name ends a cell or begins markup. */
function cell(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').replace(/[|\\`*_<>[\]]/g, '\\$&');
}
