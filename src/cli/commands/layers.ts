import type { Command } from 'commander';
import { evidenceNote, evidenceTable } from '../../core/evidence/evidenceText.js';
import { firstWrongLayer, type LayerEvidence, layerChanges, votesOn } from '../../core/evidence/layerEvidence.js';
import { printable } from '../../core/format.js';
import { loadRecordedDataset } from '../../datasets/recordedDataset.js';
import { EvidenceError, readEvidence, readLayerVotes } from '../../runs/evidenceFile.js';
import { readRun, type StoredRun } from '../../runs/readRun.js';
import { resolveRun } from '../../runs/resolveRun.js';
import type { ProbeLayersMessage } from '../../runs/trainerMessages.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { changeLines, voteLines } from '../render/layerVotes.js';
import { renderTerminalTable } from '../render/terminalTable.js';
import { runsOption, wholeNumber } from '../runOptions.js';
import { doTrainerTask } from '../trainerTask.js';

interface LayersOptions {
  readonly runs: string;
  readonly image?: number;
  readonly layer?: string;
  readonly again?: true;
}

/** `bakeoff layers`: what each layer knows, where an image went wrong, which images a layer loses. */
export function registerLayersCommand(program: Command, io: Io): void {
  program
    .command('layers')
    .summary('what each layer of a trained model knows')
    .description(
      'Shows for each layer how well a linear probe on its activations tells the classes apart, dead units and norms. ' +
        'Computed at the end of each training that takes long enough, else now.',
    )
    .argument('<run>', 'id, its beginning, a model (its latest run), latest, or a path')
    .option('--image <n>', "each layer's vote on a test image, and where it went wrong", wholeNumber(0, 2 ** 31 - 1))
    .option('--layer <name>', 'the test images that a layer loses and gains')
    .option('--again', 'compute it anew')
    .addOption(runsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ bakeoff layers cnn\n  $ bakeoff layers latest --image 2345\n  $ bakeoff layers latest --layer conv2 --json',
    )
    .action((text: string, options: LayersOptions) => layers(io, text, options));
}

async function layers(io: Io, text: string, options: LayersOptions): Promise<void> {
  const run = await readRun((await resolveRun(options.runs, text)).folder);
  const evidence = await evidenceOf(io, run, options.again === true);
  if (options.image !== undefined) return showImage(io, run, evidence, options.image);
  if (options.layer !== undefined) return showLayer(io, run, evidence, options.layer);
  const { started } = run.state;
  const classNames = started?.dataset.classNames ?? [];
  if (io.json) return writeJson(io, { type: 'layers', runId: run.runId, classNames, ...evidence });
  writeLine(io, io.color.bold(`Layers of ${printable(started?.modelName ?? run.runId)} (run ${run.runId})`));
  writeLine(io, renderTerminalTable(evidenceTable(evidence, classNames), io.columns, io.color));
  writeNote(io, evidenceNote(evidence));
}

async function showImage(io: Io, run: StoredRun, evidence: LayerEvidence, image: number): Promise<void> {
  const { votes, labels, classNames } = await votesOf(run, evidence);
  if (image >= labels.length)
    throw new CommandError(exitCodes.usage, `there is no test image ${image}: they are 0 to ${labels.length - 1}`);
  const label = labels[image] ?? 0;
  const said = votesOn(votes, image, label);
  const wrongFrom = firstWrongLayer(said)?.layer;
  if (io.json) writeJson(io, { type: 'layerVotes', runId: run.runId, image, label, wrongFrom, votes: said });
  else writeLine(io, voteLines({ image, label, said, wrongFrom, classNames }, io));
}

async function showLayer(io: Io, run: StoredRun, evidence: LayerEvidence, name: string): Promise<void> {
  const layer = evidence.layers.find((candidate) => candidate.name === name);
  if (layer === undefined)
    throw new CommandError(
      exitCodes.usage,
      `no layer "${printable(name)}" was looked at`,
      `There are: ${evidence.layers.map((known) => printable(known.name)).join(', ')}.`,
    );
  const { votes, labels } = await votesOf(run, evidence);
  const changes = layerChanges(votes, layer, labels);
  const { after } = layer;
  if (io.json) writeJson(io, { type: 'layerChanges', runId: run.runId, layer: name, after, ...changes });
  else writeLine(io, changeLines(layer, changes));
}

/** What the layers said of the test images, and what these are. */
async function votesOf({ state: { started }, folder, runId }: StoredRun, evidence: LayerEvidence) {
  if (started === undefined) throw new CommandError(exitCodes.usage, `the run ${runId} never began`);
  const votes = await readLayerVotes(folder, evidence, started.testCount).catch(asCommandError);
  const { test } = await loadRecordedDataset({ id: started.request.dataset, description: started.dataset });
  return { votes, labels: test.labels, classNames: started.dataset.classNames };
}

/** What is stored, else what a trainer finds now. */
async function evidenceOf(io: Io, run: StoredRun, isAgain: boolean): Promise<LayerEvidence> {
  const stored = isAgain ? undefined : await readEvidence(run.folder).catch(asCommandError);
  if (stored !== undefined && !('skipped' in stored)) return stored;
  const { skipped } = await doTrainerTask<ProbeLayersMessage>(io, run, { type: 'probeLayers', runFolder: run.folder });
  const found = await readEvidence(run.folder).catch(asCommandError);
  if (found !== undefined && !('skipped' in found)) return found;
  const reason = printable(skipped ?? 'nothing was stored');
  throw new CommandError(exitCodes.runFailed, `the layers could not be looked at: ${reason}`);
}

function asCommandError(error: unknown): never {
  if (!(error instanceof EvidenceError)) throw error;
  throw new CommandError(exitCodes.runFailed, printable(error.message), 'Compute it anew with --again.', {
    cause: error,
  });
}
