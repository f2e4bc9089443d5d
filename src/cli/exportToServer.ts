import { ExportError } from '../interop/exporter.js';
import type { MlflowOutcome } from '../interop/mlflow/exportMlflow.js';
import { MlflowError } from '../interop/mlflow/mlflowError.js';
import { WeightsError } from '../runs/weightsFile.js';
import { CommandError, exitCodes } from './exitCodes.js';

/** What the command line says of a tracking server, and what the environment says where it says nothing. */
export interface ServerOptions {
  readonly to?: string | undefined;
  readonly experiment?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Brings a run to an MLflow tracking server. @throws CommandError with what to do. */
export async function exportToServer(
  folder: string,
  { to, experiment }: ServerOptions,
  environment: Environment,
): Promise<MlflowOutcome> {
  const address = to ?? given(environment.MLFLOW_TRACKING_URI);
  if (address === undefined)
    throw new CommandError(
      exitCodes.usage,
      'which tracking server is not said',
      'Name it with --to http://127.0.0.1:5000, or in MLFLOW_TRACKING_URI.',
    );
  const { exportRunToMlflow } = await import('../interop/mlflow/exportRunToMlflow.js');
  const { credentialsOf } = await import('../interop/mlflow/mlflowServer.js');
  try {
    return await exportRunToMlflow(folder, {
      to: address,
      experiment: experiment ?? given(environment.MLFLOW_EXPERIMENT_NAME),
      credentials: credentialsOf(environment),
    });
  } catch (error) {
    if (!(error instanceof ExportError) && !(error instanceof WeightsError)) throw error;
    const isServers = error instanceof MlflowError && error.code !== 'address';
    const advice = error instanceof ExportError ? error.advice : undefined;
    throw new CommandError(isServers ? exitCodes.unavailable : exitCodes.usage, error.message, advice, {
      cause: error,
    });
  }
}

/** As shells have it, what is empty is not said. */
function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
