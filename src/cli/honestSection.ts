import { printable } from '../core/format.js';
import type { HonestReport } from '../core/honesty/honestReport.js';
import { DatasetError } from '../datasets/datasetError.js';
import { openRecordedDataset } from '../datasets/recordedDataset.js';
import { honestReport } from '../runs/honestReport.js';
import type { StoredRun } from '../runs/readRun.js';
import { type Io, writeLine, writeNote } from './io.js';
import { honestMarkdown, renderHonestReport } from './render/honestReport.js';

/** Scores without the images in doubt, where something is known of them; a note where the images are gone. */
export async function honestScoresOf(
  io: Io,
  root: string,
  runs: readonly StoredRun[],
): Promise<HonestReport | undefined> {
  try {
    return await honestReport(root, runs, testLabelsOf);
  } catch (error) {
    // That keeps nobody from comparing what is stored.
    if (!(error instanceof DatasetError)) throw error;
    writeNote(io, `Note: scores without images in doubt cannot be told: ${printable(error.summary)}`);
    return undefined;
  }
}

/** Prints them below a comparison; in formats that hold one table only, nothing. */
export function writeHonestSection(io: Io, honest: HonestReport | undefined, format: string): void {
  if (honest === undefined) return;
  if (format === 'table') writeLine(io, `\n${renderHonestReport(honest, io)}`);
  if (format === 'markdown') io.stdout.write(`\n${honestMarkdown(honest)}\n`);
}

async function testLabelsOf({ state: { started } }: StoredRun): Promise<Uint8Array> {
  if (started === undefined) return new Uint8Array();
  const dataset = await openRecordedDataset({ id: started.request.dataset, description: started.dataset });
  return dataset.labels('test');
}
