import type { Command } from 'commander';
import { formatShape, printable } from '../../core/format.js';
import { summarizeModel } from '../../core/plan/summary.js';
import { datasetIdOf } from '../../datasets/datasetId.js';
import { describeTarget } from '../datasetTarget.js';
import { type Io, writeJson, writeLine } from '../io.js';
import { readModelFile, requireSound } from '../readDefinition.js';
import { summaryTable, summaryTotals } from '../render/summaryTable.js';
import { renderTerminalTable } from '../render/terminalTable.js';
import { datasetOption } from '../runOptions.js';

/** `bakeoff summary`: a model's layers, shapes, parameters, cost and memory. Trains nothing. */
export function registerSummaryCommand(program: Command, io: Io): void {
  program
    .command('summary')
    .summary("show a model's layers, shapes, parameters and cost")
    .description(
      "Shows a model's layers with output shapes, parameters and multiply–accumulates, and what memory it takes.",
    )
    .argument('<file>', '*.model.jsonc')
    .addOption(datasetOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ bakeoff summary data/cnn.model.jsonc\n  $ bakeoff summary cnn.model.jsonc --json',
    )
    .action(async (path: string, options: { dataset?: string }) => {
      const { target } = await describeTarget(datasetIdOf(options.dataset));
      const { plan, definition } = requireSound(io, await readModelFile(path, target));
      const summary = summarizeModel(plan, definition.recipe);
      if (io.json) {
        writeJson(io, { type: 'summary', ...summary });
        return;
      }
      writeLine(
        io,
        io.color.bold(`${printable(summary.name)}: ${formatShape(summary.inputShape)} → ${summary.classCount} classes`),
      );
      writeLine(io, renderTerminalTable(summaryTable(summary), io.columns, io.color));
      for (const line of summaryTotals(summary)) writeLine(io, line);
    });
}
