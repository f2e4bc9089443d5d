import path from 'node:path';
import { Channel, type Port } from '../protocol/channel.js';
import type { HostContract, ServiceContract } from '../protocol/service.js';
import { attributionHandlers } from './attributionHandlers.js';
import { backboneHandlers } from './backboneHandlers.js';
import { dataCheckHandlers, originReader } from './dataCheckHandlers.js';
import { datasetHandlers } from './datasetHandlers.js';
import { DatasetShelf } from './datasetShelf.js';
import { definitionHandlers } from './definitionHandlers.js';
import { engineHandlers } from './engineHandlers.js';
import { expectationHandlers } from './expectationHandlers.js';
import { exportHandlers } from './exportHandlers.js';
import { featureHandlers } from './featureHandlers.js';
import { HeldRuns } from './heldRuns.js';
import { JudgeHandlers } from './judgement/judgeHandlers.js';
import { labelCheckHandlers } from './labelCheckHandlers.js';
import { Queues } from './queues.js';
import { RunEvidenceHandlers } from './runEvidenceHandlers.js';
import { runFolderHandlers } from './runFolderHandlers.js';
import { RunFollowers } from './runFollowers.js';
import { RunRoots } from './runRoots.js';
import { SampleHandlers } from './sampleHandlers.js';
import { seedHandlers } from './seedHandlers.js';
import { remoteErrorOf } from './serviceErrors.js';
import type { Notify, ServiceHandlers } from './serviceHandlers.js';
import { sweepHandlers } from './sweepHandlers.js';
import { TrainingPlace } from './trainingPlace.js';
import { Trainings } from './trainings.js';

export interface ServiceOptions {
  /** The bundled trainer, absolute. */
  readonly trainerEntry: string;
}

/** The service on a port, until it is disposed; trainings that it started go on then. */
export function createService(port: Port, { trainerEntry }: ServiceOptions): { dispose(): void } {
  const notify: Notify = (name, payload) => channel.notify(name, payload);
  const held = new HeldRuns();
  const roots: RunRoots = new RunRoots(notify, held, (root) => void trainings.attach(root));
  const followers = new RunFollowers(notify);
  const place: TrainingPlace = new TrainingPlace({
    trainerEntry,
    onNote: (runId, message) => notify('trainingNoted', { runId, message }),
    onCluster: () => {
      for (const root of roots.open) void trainings.attach(root);
    },
  });
  const shelf = new DatasetShelf();
  const datasetOf = originReader(shelf);
  const checksumOf = async (dataset: string) => (await datasetOf({ dataset })).description.checksum;
  const training = { trainerEntry, roots, held, notify, place, checksumOf };
  const trainings = new Trainings(training);
  const queues = new Queues({ ...training, trainings });
  const samples = new SampleHandlers(shelf, trainerEntry);
  // Built beside the trainer, as the page is.
  const beside = path.dirname(trainerEntry);
  const judges = new JudgeHandlers(shelf, path.join(beside, 'judge.cjs'));
  const evidence = new RunEvidenceHandlers(trainerEntry);
  const handlers: ServiceHandlers = {
    ...roots.handlers,
    ...followers.handlers,
    ...trainings.handlers,
    ...place.handlers,
    ...queues.handlers,
    ...runFolderHandlers(roots, beside, judges),
    ...exportHandlers,
    ...definitionHandlers,
    ...attributionHandlers,
    ...expectationHandlers((folders, margin, signal) => judges.judge(folders, margin, signal)),
    ...datasetHandlers,
    ...dataCheckHandlers(shelf),
    ...labelCheckHandlers(datasetOf, trainerEntry, roots),
    ...samples.handlers,
    ...evidence.handlers,
    ...judges.handlers,
    ...samples.explanations,
    ...seedHandlers(async (folder, context) =>
      samples.handlers.readSamples({ folder, split: 'test', mayCompute: false, cores: 0 }, context),
    ),
    ...engineHandlers(notify),
    ...featureHandlers,
    ...sweepHandlers,
    ...backboneHandlers,
  };
  const channel = new Channel<ServiceContract, HostContract>(port, withRemoteErrors(handlers), {
    onProblem: (problem) => channel.notify('logged', { level: 'warn', message: problem }),
  });
  return {
    dispose() {
      queues.dispose();
      trainings.dispose();
      roots.dispose();
      followers.dispose();
      judges.dispose();
      samples.dispose();
      evidence.dispose();
      channel.dispose();
    },
  };
}

/** The same handlers, whose errors the host can show. */
function withRemoteErrors(handlers: ServiceHandlers): ServiceHandlers {
  const wrap =
    (handler: (...args: never[]) => unknown) =>
    async (...args: never[]) => {
      try {
        return await handler(...args);
      } catch (thrown) {
        throw remoteErrorOf(thrown);
      }
    };
  return Object.fromEntries(Object.entries(handlers).map(([name, handler]) => [name, wrap(handler)])) as never;
}
