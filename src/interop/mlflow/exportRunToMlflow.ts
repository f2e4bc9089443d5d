import { readLabel } from '../../runs/labelFile.js';
import { readExportSource } from '../readExportSource.js';
import { exportMlflow, type MlflowOutcome } from './exportMlflow.js';
import { MlflowClient } from './mlflowClient.js';
import { mlflowRun } from './mlflowRun.js';
import { isReadOnTheWay, type MlflowCredentials, mlflowServer } from './mlflowServer.js';

export interface ExportToMlflowOptions {
  /** Address of the tracking server. */
  readonly to: string;
  /** Name of the experiment; without it the dataset's. */
  readonly experiment?: string | undefined;
  readonly credentials?: MlflowCredentials | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Brings a stored run to an MLflow tracking server. No engine is loaded, no image is read.
 * @throws ExportError (`MlflowError` for what the server is about), WeightsError, or the signal's reason.
 */
export async function exportRunToMlflow(folder: string, options: ExportToMlflowOptions): Promise<MlflowOutcome> {
  const server = mlflowServer(options.to, options.credentials);
  const source = await readExportSource(folder);
  const run = mlflowRun(source, await readLabel(folder));
  const client = new MlflowClient(server, options.signal);
  try {
    const outcome = await exportMlflow(client, run, options.experiment ?? source.started.dataset.name);
    if (server.credentials === undefined || !isReadOnTheWay(server)) return outcome;
    const note = 'What was sent to it, the password or token too, could be read on the way: use https.';
    return { ...outcome, notes: [...outcome.notes, note] };
  } finally {
    await client.close();
  }
}
