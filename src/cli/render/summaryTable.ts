import { formatBytes, formatCompactCount, formatCount, formatShape, printable } from '../../core/format.js';
import type { ModelSummary } from '../../core/plan/summary.js';
import type { Table } from '../../core/report/table.js';

/** A row for each layer. Names of what a layer reads are given where it is not just the layer before it. */
export function summaryTable(summary: ModelSummary): Table {
  return {
    columns: [
      { title: 'Layer', flexible: true },
      { title: 'Type' },
      { title: 'Reads', flexible: true },
      { title: 'Output shape', align: 'right' },
      { title: 'Parameters', align: 'right' },
      { title: 'MACs', align: 'right' },
    ],
    rows: summary.layers.map((layer, index) => {
      const before = summary.layers[index - 1]?.name;
      const readsBefore = layer.from.length === 0 || (layer.from.length === 1 && layer.from[0] === before);
      return [
        printable(layer.name),
        layer.type,
        readsBefore ? '' : layer.from.map(printable).join(', '),
        formatShape(layer.outputShape),
        layer.parameterCount === 0 ? { text: '0', tone: 'muted' } : formatCount(layer.parameterCount),
        layer.macs === 0 ? { text: '0', tone: 'muted' } : formatCompactCount(layer.macs),
      ];
    }),
  };
}

/** The totals below the table, one a line. */
export function summaryTotals(summary: ModelSummary): string[] {
  const { memory, parameterCount, trainableParameterCount } = summary;
  return [
    `Parameters      ${formatCount(parameterCount)} (${formatCount(trainableParameterCount)} trainable, ${formatCount(parameterCount - trainableParameterCount)} not)`,
    `MACs            ${formatCompactCount(summary.macs)} for one image, forward`,
    `Memory          weights ${formatBytes(memory.weightBytes)}, activations ${formatBytes(memory.activationBytes)} for one image, about ${formatBytes(memory.trainingBytes)} for a training step of ${formatCount(memory.batchSize)}`,
  ];
}
