import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { formatBytes, printable } from '../../core/format.js';
import { resolveRun } from '../../runs/resolveRun.js';
import { judgeHere, scoreHere } from '../../service/judgement/judgeHere.js';
import { makeReport } from '../../service/report/makeReport.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { withInterrupt } from '../interrupt.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { marginOption, runsOption } from '../runOptions.js';
import { trainerEntry } from '../trainerEntry.js';

interface ReportOptions {
  readonly runs: string;
  readonly out: string;
  readonly baseline?: string;
  readonly force?: boolean;
  readonly margin: number;
}

/** `bakeoff report`: runs as one HTML file that any browser shows. */
export function registerReportCommand(program: Command, io: Io): void {
  program
    .command('report')
    .summary('write a report of stored runs as one HTML file')
    .description(
      'Writes one HTML file that any browser shows without a network: curves, classes, confusion matrix, every misclassified ' +
        'image, calibration and the dataset, linked with the lines of the definitions. Nothing is trained for it.',
    )
    .argument('<run...>', 'ids, their beginnings, models (their latest run), latest, or paths')
    .addOption(new Option('--out <file>', 'where to').default('report.html'))
    .addOption(new Option('--baseline <run>', 'one of the runs, which the others are held against'))
    .addOption(new Option('--force', 'write over a file that is there'))
    .addOption(marginOption())
    .addOption(runsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ bakeoff report ann cnn --baseline ann\n  $ bakeoff report latest --out cnn.html',
    )
    .action((names: string[], options: ReportOptions) => report(io, names, options));
}

async function report(io: Io, names: readonly string[], options: ReportOptions): Promise<void> {
  const out = path.resolve(options.out);
  if (!options.force) refuseExisting(out);
  const folders: string[] = [];
  for (const name of names) folders.push((await resolveRun(options.runs, name)).folder);
  const baseline =
    options.baseline === undefined ? undefined : (await resolveRun(options.runs, options.baseline)).folder;
  if (baseline !== undefined && !folders.includes(baseline))
    throw new CommandError(
      exitCodes.usage,
      `the baseline ${printable(options.baseline ?? '')} is none of the runs`,
      'Name it among the runs too.',
    );
  const html = await withInterrupt(io, 'Stopping; no report is written.', (signal) =>
    makeReport(path.dirname(trainerEntry()), {
      folders,
      ...(baseline === undefined ? {} : { baseline }),
      madeAt: new Date(),
      signal,
      judge: (all) => judgeHere(all, options.margin, signal),
      score: (all) => scoreHere(all, options.margin, signal),
      report: ({ message }) => {
        if (!io.json) writeNote(io, message);
      },
    }),
  );
  await write(out, html, options.force === true);
  if (io.json) writeJson(io, { type: 'report', file: out, bytes: html.byteLength });
  else writeLine(io, `${printable(out)} (${formatBytes(html.byteLength)})`);
}

function refuseExisting(out: string): void {
  if (!existsSync(out)) return;
  throw new CommandError(
    exitCodes.usage,
    `${printable(out)} is there already; nothing was written`,
    'Name another file with --out, or write over it with --force.',
  );
}

async function write(out: string, html: Uint8Array, isForced: boolean): Promise<void> {
  try {
    await writeFile(out, html, { flag: isForced ? 'w' : 'wx' });
  } catch (error) {
    throw new CommandError(exitCodes.usage, `${printable(out)} cannot be written: ${(error as Error).message}`);
  }
}
