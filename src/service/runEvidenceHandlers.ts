import type { LayerEvidence } from '../core/evidence/layerEvidence.js';
import type { RequestContext } from '../protocol/channel.js';
import { RemoteError } from '../protocol/remoteError.js';
import type { RunEvidence } from '../protocol/samples.js';
import { EvidenceError, readEvidence, readLayerVotes } from '../runs/evidenceFile.js';
import { readRun } from '../runs/readRun.js';
import type { ProbeLayersMessage } from '../runs/trainerMessages.js';
import { runTrainerTask } from '../runs/trainerTask.js';
import type { ServiceHandlers } from './serviceHandlers.js';
import { SharedWork } from './sharedWork.js';
import { requirePermission, requireTrained } from './splitPredictions.js';
import { trainerEnvironment } from './trainerEnvironment.js';

/** What runs' layers were found to know: stored, or found by a trainer when it is asked for, and stored then. */
export class RunEvidenceHandlers {
  readonly #entry: string;
  readonly #work = new SharedWork<void>();

  readonly handlers: Pick<ServiceHandlers, 'readLayerTable' | 'readLayerEvidence'> = {
    readLayerTable: async ({ folder }) => {
      const evidence = await readEvidence(folder);
      if (evidence === undefined || 'skipped' in evidence) return null;
      const { started } = (await readRun(folder)).state;
      return { evidence, classNames: started?.dataset.classNames ?? [] };
    },

    readLayerEvidence: async ({ folder, mayCompute, cores }, context): Promise<RunEvidence> => {
      const { started } = (await readRun(folder)).state;
      if (started === undefined) throw notThere('The training of the run never began.');
      const stored = await storedEvidence(folder);
      const isWhole = stored !== undefined && stored.votedImages >= started.testCount;
      const evidence = isWhole
        ? stored
        : await this.#compute(folder, mayCompute, cores, context).catch((error: unknown) => {
            // A part, which a short training had the time for, is better than nothing.
            if (stored === undefined) throw error;
            return stored;
          });
      const { votes } = await readLayerVotes(folder, evidence, started.testCount);
      return { evidence, votes, classNames: started.dataset.classNames };
    },
  };

  constructor(trainerEntry: string) {
    this.#entry = trainerEntry;
  }

  /** Ends what is being computed. */
  dispose(): void {
    this.#work.dispose();
  }

  async #compute(folder: string, mayCompute: boolean, cores: number, context: RequestContext): Promise<LayerEvidence> {
    requirePermission(mayCompute);
    await requireTrained(folder);
    await this.#work.do(folder, context, async (signal, tell) => {
      tell({ message: 'Looking at the layers' });
      const options = { entry: this.#entry, env: trainerEnvironment(cores), signal };
      await runTrainerTask<ProbeLayersMessage>({ type: 'probeLayers', runFolder: folder }, options);
    });
    const found = await readEvidence(folder);
    if (found === undefined || 'skipped' in found) throw notThere(found?.skipped ?? 'Nothing was found.');
    return found;
  }
}

/** Without what is not there, or damaged: it is found anew. */
async function storedEvidence(folder: string): Promise<LayerEvidence | undefined> {
  try {
    const stored = await readEvidence(folder);
    return stored === undefined || 'skipped' in stored ? undefined : stored;
  } catch (error) {
    if (error instanceof EvidenceError) return undefined;
    throw error;
  }
}

function notThere(reason: string): RemoteError {
  return new RemoteError(reason, 'no-evidence', 'Train the model again.');
}
