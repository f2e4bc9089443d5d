import path from 'node:path';
import type { RunRequest } from '../core/run/request.js';
import { RayClient } from '../ray/rayClient.js';
import { RayCluster } from '../ray/rayCluster.js';
import { trainerPackageBeside } from '../ray/rayPackage.js';
import { RayTraining } from '../ray/rayTraining.js';
import type { RayPatienceOptions } from '../ray/rayTrainingOptions.js';
import type { RayConnection } from '../ray/rayTransport.js';
import { gitRevisionOf } from '../runs/gitRevision.js';
import { readRequest } from '../runs/requestFile.js';
import { writeRunOrigin } from '../runs/runOrigin.js';
import type { Runner } from './runner.js';

/** How to get at a cluster, and what to train with there. */
export interface RayRunnerOptions extends RayConnection {
  /** The bundled trainer; what a worker needs beside it lies in the same folder. */
  readonly trainerEntry: string;
  /** For people; `runId` says which run it is about. */
  readonly onNote?: (runId: string, text: string) => void;
  readonly patience?: RayPatienceOptions;
}

/** A runner on a cluster. */
export interface RayRunner extends Runner {
  /** For people. */
  readonly address: string;
  /** Says who answers. @throws RayError when nobody does, or the cluster cannot be used, with what to do. */
  check(signal?: AbortSignal): Promise<{ readonly rayVersion: string }>;
}

/** Trains on a Ray cluster, through its Jobs interface. Threads are as many as processors are set aside: one, unless told otherwise. */
export function rayRunner({ trainerEntry, onNote, patience, ...connection }: RayRunnerOptions): RayRunner {
  const client = new RayClient(connection);
  const cluster = new RayCluster(client, () => trainerPackageBeside(trainerEntry));
  const shared = async (runFolder: string, cores: number | undefined, request: RunRequest | undefined) => {
    const cpus = cores !== undefined && cores >= 1 ? Math.floor(cores) : 1;
    const revision = request && (await gitRevisionOf(path.dirname(request.definitionPath)));
    return {
      cluster,
      runFolder,
      cpus,
      env: { BAKEOFF_CORES: String(cpus), ...writeRunOrigin(client.address, revision) },
      onNote: (text: string) => onNote?.(path.basename(runFolder), text),
      ...(patience === undefined ? {} : { patience }),
    };
  };
  return {
    id: 'ray',
    address: client.address,
    check: (signal) => client.version(signal),
    start: async ({ request, runFolder, cores, imagesChecksum }) =>
      RayTraining.start({ ...(await shared(runFolder, cores, request)), request, imagesChecksum }),
    resume: async ({ runFolder, cores }) =>
      RayTraining.resume(await shared(runFolder, cores, await readRequest(runFolder))),
    close: () => client.close(),
  };
}
