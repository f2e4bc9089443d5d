import { datasetIdOf } from '../datasets/datasetId.js';
import type { AddedJob } from '../queue/queueStore.js';
import { CommandError, exitCodes } from './exitCodes.js';
import type { Io } from './io.js';
import { type ComparisonRunOptions, prepareTraining, readComparison } from './preparedComparison.js';
import { isComparisonPath, readModelFile, requireSound } from './readDefinition.js';
import { trainRequestOf } from './runOptions.js';
import { describeForTraining, prepareBackbones, prepareDataset, requireEngine } from './setup.js';

/** What stands in files as jobs, in their order; of a comparison round by round. @throws CommandError, DatasetError */
export async function jobsOfFile(
  io: Io,
  path: string,
  options: ComparisonRunOptions,
  signal: AbortSignal,
): Promise<AddedJob[]> {
  if (!isComparisonPath(path)) return [await jobOfModel(io, path, options, signal)];
  const comparison = await readComparison(io, path, options, signal);
  const { sweep, seedPlan } = comparison.definition;
  const needsLooks =
    sweep?.method === 'successiveHalving'
      ? 'successive halving'
      : options.seed === undefined && seedPlan && 'a plan of seeds';
  if (needsLooks)
    throw new CommandError(
      exitCodes.usage,
      `a comparison with ${needsLooks} decides on the way what is trained, which the queue does not`,
      `Train it with: bakeoff compare ${path}${needsLooks === 'a plan of seeds' ? '\nor add one seed at a time with --seed.' : ''}`,
    );
  await prepareTraining(io, comparison, options, signal);
  return comparison.rounds.flat().map(({ request, modelName }) => ({ request, modelName }));
}

async function jobOfModel(io: Io, path: string, options: ComparisonRunOptions, signal: AbortSignal): Promise<AddedJob> {
  const dataset = datasetIdOf(options.dataset);
  const described = await describeForTraining(io, dataset, { ...options, signal });
  const model = requireSound(io, await readModelFile(path, described.target));
  await requireEngine(io, { ...options, signal });
  await prepareDataset(io, described.dataset, { ...options, signal });
  await prepareBackbones(io, model, { ...options, signal });
  return { request: trainRequestOf(model, dataset, options), modelName: model.definition.name };
}
