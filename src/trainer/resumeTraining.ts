import type { Dataset, DatasetDescription } from '../core/dataset.js';
import type { Variable } from '../core/graph/graph.js';
import { differences } from '../core/run/differences.js';
import type { RunEvent, RunResumed, RunStarted } from '../core/run/events.js';
import type { VariableValues } from '../core/training/modelSession.js';
import { type EngineId, engineIds } from '../engines/index.js';
import { ResumeError, type ResumePoint } from '../runs/resumePoint.js';

/** The engine that a run began with: another would give other bits. @throws ResumeError when there is none such. */
export function resumedEngine(started: RunStarted | undefined): EngineId | undefined {
  if (started === undefined) return undefined;
  const found = engineIds.find((id) => id === started.engine.id);
  if (found === undefined)
    throw new ResumeError(
      `The run was trained with the engine ${started.engine.id}, which this version does not have (${engineIds.join(', ')}).`,
    );
  return found;
}

/** @throws ResumeError when a dataset is not the one that a run began with. */
export function requireSameImages(recorded: DatasetDescription, dataset: Dataset): void {
  if (recorded.checksum === dataset.checksum) return;
  const short = (checksum: string) => checksum.slice(0, 8);
  throw new ResumeError(
    `The images of ${dataset.id} (${dataset.source.location}) are not those that the run was trained on: checksum ` +
      `${short(dataset.checksum)}, expected ${short(recorded.checksum)} (${recorded.name}, ${recorded.source.location}). ` +
      'Put them back, or train anew.',
  );
}

/** @throws ResumeError when a checkpoint is of another model. */
export function requireSameWeights(variables: readonly Variable[], weights: VariableValues): void {
  const wanted = variables.map(({ name, shape }) => `${name} [${shape.join(' × ')}]`);
  const given = Object.entries(weights).map(([name, { shape }]) => `${name} [${shape.join(' × ')}]`);
  const index = wanted.findIndex((text, at) => text !== given[at]);
  if (index < 0 && wanted.length === given.length) return;
  const [expected, got] = [wanted[index] ?? 'nothing more', given[index] ?? 'something else'];
  throw new ResumeError(`The checkpoint is of another model: it has ${got} where this one has ${expected}.`);
}

/** What is recorded before a training goes on: lost events again, and from where it goes on. */
export function* resumeEvents(point: ResumePoint, now: RunStarted): Generator<RunEvent> {
  const { checkpoint, started, isHistoryDamaged } = point;
  const notes = [...point.notes, ...(started === undefined ? [] : differences(started, now))];
  const { engine, versions } = now;
  const resumed = (fromEpoch: number): RunResumed => {
    return { type: 'runResumed', time: Date.now(), fromEpoch, engine, versions, notes };
  };
  if (isHistoryDamaged && checkpoint !== undefined) {
    yield resumed(0);
    yield* checkpoint.history;
  }
  yield resumed(checkpoint?.training.epoch ?? 0);
}
