import type { Dataset } from '../core/dataset.js';
import { formatQuantity, printable } from '../core/format.js';
import type { LabelFindings } from '../core/honesty/findings.js';
import { type FoldPredictions, labelFindings } from '../core/honesty/labelFindings.js';
import type { RunRequest } from '../core/run/request.js';
import { localRunner } from '../runner/localRunner.js';
import { writeFindings } from '../runs/findingsStore.js';
import { findSameRun } from '../runs/findSameRun.js';
import { foldPredictions } from '../runs/foldRuns.js';
import { labelRun } from '../runs/labelFile.js';
import { PredictionsError } from '../runs/predictionsFile.js';
import { readRun, type StoredRun } from '../runs/readRun.js';
import type { PredictSplitMessage } from '../runs/trainerMessages.js';
import { TrainerProcess } from '../runs/trainerProcess.js';
import { CommandError, exitCodes } from './exitCodes.js';
import type { Interrupt } from './interrupt.js';
import { type Io, writeNote } from './io.js';
import { readModelFile, requireSound } from './readDefinition.js';
import { type RunOptions, recipeOf } from './runOptions.js';
import { describeForTraining, prepareBackbones, requireEngine } from './setup.js';
import { trainerEntry } from './trainerEntry.js';
import { doTrainerTask } from './trainerTask.js';
import { exitCodeOf, followTraining, trainModel } from './trainModel.js';

/** Of what a fold trains on, so much watches its training unless told otherwise. */
const VALIDATION_SPLIT = 0.1;

export interface LabelCheck extends Omit<RunOptions, 'dataset'> {
  /** Path of the definition that judges. */
  readonly model: string;
  readonly folds: number;
}

/**
 * Trains a model once for each fold, each an ordinary run that is used again when it is complete and gone on with when it is
 * not, and keeps which labels they call wrong. @throws CommandError when a fold cannot be trained, or was stopped.
 */
export async function checkLabels(
  io: Io,
  options: LabelCheck & { readonly dataset: Dataset },
  interrupt: Interrupt,
): Promise<LabelFindings> {
  const { dataset, folds: count, runs, ...given } = options;
  const { signal } = interrupt;
  const setup = { ...given, signal };
  const { target } = await describeForTraining(io, dataset.id, setup);
  const model = requireSound(io, await readModelFile(options.model, target));
  await requireEngine(io, setup);
  await prepareBackbones(io, model, setup);
  const seed = options.seed ?? 0;
  const predictions: FoldPredictions[] = [];
  for (let index = 0; index < count; index += 1) {
    signal.throwIfAborted();
    const request: RunRequest = {
      definitionText: model.text,
      definitionPath: model.absolutePath,
      dataset: dataset.id,
      seed,
      validationSplit: options.validationSplit ?? VALIDATION_SPLIT,
      recipe: recipeOf(given),
      engine: options.engine,
      ...(options.limit === undefined ? {} : { limit: options.limit }),
      fold: { index, count },
    };
    const prefix = `[fold ${index + 1}/${count}] `;
    const job = { request, modelName: model.definition.name, prefix, runsRoot: runs };
    predictions.push(await predictionsOf(io, await foldRun(io, job, dataset.checksum, interrupt)));
  }
  const found = labelFindings(
    {
      dataset: { name: dataset.name, checksum: dataset.checksum },
      classCount: dataset.classNames.length,
      trainLabels: dataset.train.labels,
      testLabels: dataset.test.labels,
    },
    predictions,
    { time: Date.now(), modelName: model.definition.name, seed },
  );
  await writeFindings(runs, found);
  return found;
}

/** A complete run of the fold: an earlier one, one that is gone on with, or a new one. */
async function foldRun(
  io: Io,
  job: Parameters<typeof trainModel>[1],
  checksum: string,
  interrupt: Interrupt,
): Promise<StoredRun> {
  const { request, runsRoot, prefix, modelName } = job;
  const earlier = await findSameRun(runsRoot, { request, checksum });
  if (earlier?.run.state.status === 'completed') {
    if (!io.json) writeNote(io, `${prefix}${earlier.run.runId} is trained already`);
    return earlier.run;
  }
  let run: StoredRun;
  if (earlier?.isResumable !== true) run = await trainModel(io, job, localRunner({ entry: trainerEntry() }), interrupt);
  else {
    const trainer = await TrainerProcess.resume({ runFolder: earlier.run.folder, entry: trainerEntry() });
    await followTraining(io, trainer, { modelName, prefix, state: earlier.run.state }, interrupt);
    run = await readRun(earlier.run.folder);
  }
  const { fold } = request;
  if (fold !== undefined) await labelRun(run.folder, `fold ${fold.index + 1} of ${fold.count}`);
  const { status, failure } = run.state;
  if (status === 'completed') return run;
  const why = failure === undefined ? '' : `: ${printable(failure.message)}`;
  throw new CommandError(
    exitCodeOf(run.state),
    `${run.runId} was not trained to its end${why}`,
    'Call the command again to go on from there.',
  );
}

function predictionsOf(io: Io, run: StoredRun): Promise<FoldPredictions> {
  return foldPredictions(run, async (task) => {
    const { count } = await doTrainerTask<PredictSplitMessage>(io, run, task);
    if (!io.json) writeNote(io, `${run.runId} has judged ${formatQuantity(count, 'image')} that it had not seen`);
  }).catch((error: unknown) => {
    if (!(error instanceof PredictionsError)) throw error;
    throw new CommandError(exitCodes.runFailed, printable(error.message), undefined, { cause: error });
  });
}
