import type { Command } from 'commander';
import { evidenceNote, evidenceTable } from '../../core/evidence/evidenceText.js';
import { type ImageTrace, traceImage } from '../../core/evidence/imageTrace.js';
import { type LayerEvidence, type LayerVotes, layerChanges } from '../../core/evidence/layerEvidence.js';
import { formatCount, formatQuantity, printable } from '../../core/format.js';
import { loadRecordedDataset } from '../../datasets/recordedDataset.js';
import { EvidenceError, readEvidence, readLayerVotes } from '../../runs/evidenceFile.js';
import { readRun, type StoredRun } from '../../runs/readRun.js';
import { resolveRun } from '../../runs/resolveRun.js';
import type { ProbeLayersMessage } from '../../runs/trainerMessages.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { readMisclassified } from '../readMisclassified.js';
import { nameOf } from '../render/evaluationTables.js';
import { changeLines, traceLines } from '../render/layerVotes.js';
import { renderTerminalTable } from '../render/terminalTable.js';
import { runsOption, wholeNumber } from '../runOptions.js';
import { trainedSource } from '../trainedSource.js';
import { doTrainerTask } from '../trainerTask.js';

interface LayersOptions {
  readonly runs: string;
  readonly image?: number;
  readonly layer?: string;
  readonly wrong?: number;
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
    .option(
      '--wrong <n>',
      'the n worst mistakes, each followed through the layers to the line where it went wrong; with --layer those that went wrong there',
      wholeNumber(1, 10_000),
    )
    .option('--again', 'compute it anew')
    .addOption(runsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ bakeoff layers cnn\n  $ bakeoff layers latest --image 2345\n  $ bakeoff layers cnn --wrong 5\n  $ bakeoff layers latest --layer conv2 --json',
    )
    .action((text: string, options: LayersOptions) => layers(io, text, options));
}

async function layers(io: Io, text: string, options: LayersOptions): Promise<void> {
  const run = await readRun((await resolveRun(options.runs, text)).folder);
  const evidence = await evidenceOf(io, run, options.again === true);
  if (options.image !== undefined) return showImage(io, run, evidence, options.image);
  if (options.wrong !== undefined) return showWrong(io, run, evidence, options.wrong, options.layer);
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
  const trace = traceOf(run, votes, image, label);
  const wrongFrom = trace.wrongFrom?.layer;
  if (io.json)
    writeJson(io, { type: 'layerVotes', runId: run.runId, image, label, wrongFrom, votes: plainVotes(trace) });
  else writeLine(io, traceLines({ image, label, trace, classNames, source: await trainedSource(run) }, io));
}

/** The worst mistakes, those that are surest of the wrong class first. */
async function showWrong(
  io: Io,
  run: StoredRun,
  evidence: LayerEvidence,
  count: number,
  at: string | undefined,
): Promise<void> {
  if (at !== undefined) requireLayer(evidence, at);
  const { votes, classNames } = await votesOf(run, evidence);
  const source = await trainedSource(run);
  const wrong = (await readMisclassified(run))
    .map((mistake) => ({ ...mistake, trace: traceOf(run, votes, mistake.index, mistake.trueClass) }))
    .filter(({ trace }) => at === undefined || trace.wrongFrom?.layer === at);
  const shown = wrong.slice(0, count);
  if (io.json) {
    const images = shown.map(({ trace, index, ...mistake }) => ({
      image: index,
      ...mistake,
      wrongFrom: trace.wrongFrom?.layer,
      line: trace.wrongFrom?.line,
      sentence: trace.sentence,
      votes: plainVotes(trace),
    }));
    return writeJson(io, { type: 'wrongImages', runId: run.runId, source, count: wrong.length, classNames, images });
  }
  for (const { index, trueClass, predictedClass, probability, trace } of shown) {
    const predicted = { name: predictedClass === null ? 'no class' : nameOf(predictedClass, classNames), probability };
    writeLine(io, `${traceLines({ image: index, label: trueClass, predicted, trace, classNames, source }, io)}\n`);
  }
  const where = at === undefined ? 'the model has wrong' : `went wrong at ${printable(at)}`;
  writeNote(io, `${formatCount(shown.length)} of ${formatQuantity(wrong.length, 'test image')} that ${where}.`);
}

function traceOf({ state }: StoredRun, votes: LayerVotes, image: number, label: number): ImageTrace {
  return traceImage(votes, image, label, state.started?.layers);
}

function plainVotes({ votes }: ImageTrace) {
  return votes.map(({ layer, line, vote, isRight }) => ({ layer, line, vote, isRight }));
}

function requireLayer(evidence: LayerEvidence, name: string) {
  const layer = evidence.layers.find((candidate) => candidate.name === name);
  if (layer !== undefined) return layer;
  throw new CommandError(
    exitCodes.usage,
    `no layer "${printable(name)}" was looked at`,
    `There are: ${evidence.layers.map((known) => printable(known.name)).join(', ')}.`,
  );
}

async function showLayer(io: Io, run: StoredRun, evidence: LayerEvidence, name: string): Promise<void> {
  const layer = requireLayer(evidence, name);
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
