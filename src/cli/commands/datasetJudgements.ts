import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { formatQuantity, printable } from '../../core/format.js';
import { judgementDocument, overlayOf, parseJudgementDocument } from '../../core/honesty/imageJudgements.js';
import { datasetIdOf } from '../../datasets/datasetId.js';
import { describeDatasetById } from '../../datasets/index.js';
import { readRegularFile } from '../../regularFile.js';
import { addJudgements, readJudgements } from '../../runs/judgementLog.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { type Io, writeJson, writeLine } from '../io.js';
import { runsOption } from '../runOptions.js';

interface JudgementOptions {
  readonly folder?: string;
  readonly runs: string;
  readonly save?: string;
  readonly add?: string;
}

const LIMITS = { maximumBytes: 256 * 2 ** 20 };

/** Makes a command with an id `bakeoff dataset judgements`. */
export function registerJudgements(command: Command, io: Io): void {
  command
    .summary('what people have said of labels: show, save, add')
    .description(
      'Judgements lie over a dataset, whose files are never changed: keep, relabel, ambiguous, for single images. They are made in the editor (Data view, Images in doubt), kept beside the runs, and counted by bakeoff compare.',
    )
    .option('--save <file.judgements.json>', 'write what is still said to a file')
    .option('--add <file.judgements.json>', 'add what a file says; of two words on an image the later counts')
    .addOption(runsOption())
    .action((id: string, options: JudgementOptions) => handle(io, id, options));
}

async function handle(io: Io, id: string, options: JudgementOptions): Promise<void> {
  const { name, checksum, classNames, trainCount, testCount } = await describeDatasetById(datasetIdOf(id), {
    folder: options.folder,
  });
  if (options.add !== undefined) {
    const read = parseJudgementDocument(await textOf(options.add));
    if ('problem' in read)
      throw new CommandError(
        exitCodes.usage,
        `${printable(options.add)} is no file of judgements: ${printable(read.problem)}`,
      );
    const { dataset, judgements } = read.document;
    if (dataset.checksum !== checksum)
      throw new CommandError(
        exitCodes.usage,
        `${printable(options.add)} judges other images: ${printable(dataset.name)}, ${printable(dataset.checksum)}; this is ${printable(name)}, ${checksum}`,
      );
    const counts = { train: trainCount, test: testCount };
    const foreign = judgements.find(
      ({ split, image, label }) => image >= counts[split] || (label ?? 0) >= classNames.length,
    );
    if (foreign !== undefined)
      throw new CommandError(
        exitCodes.usage,
        `${printable(options.add)} names ${foreign.split} image ${foreign.image}${foreign.label === undefined ? '' : `, class ${foreign.label}`}, which is not there`,
      );
    await addJudgements(options.runs, checksum, judgements);
  }
  const { judgements, unread } = await readJudgements(options.runs, checksum);
  const document = judgementDocument({ name, checksum }, overlayOf(judgements));
  if (options.save !== undefined) await save(resolve(options.save), `${JSON.stringify(document, null, 2)}\n`);
  if (io.json) {
    writeJson(io, { type: 'judgements', ...document, unread });
    return;
  }
  const count = (verdict: string) => document.judgements.filter((judged) => judged.verdict === verdict).length;
  writeLine(
    io,
    `${printable(name)}: ${formatQuantity(document.judgements.length, 'judged image')}: ${count('keep')} kept, ${count('relabel')} relabelled, ${count('ambiguous')} ambiguous.`,
  );
  if (unread > 0)
    writeLine(
      io,
      io.color.yellow(
        `${formatQuantity(unread, 'line')} could not be read and ${unread === 1 ? 'is' : 'are'} left out.`,
      ),
    );
}

async function textOf(file: string): Promise<string> {
  try {
    return (await readRegularFile(resolve(file), LIMITS)).toString('utf8');
  } catch (error) {
    throw new CommandError(exitCodes.usage, `cannot read ${printable(file)}: ${printable((error as Error).message)}`);
  }
}

async function save(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new CommandError(exitCodes.usage, `cannot write ${printable(file)}: ${printable((error as Error).message)}`);
  }
}
