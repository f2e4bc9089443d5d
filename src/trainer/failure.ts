import { EngineError } from '../core/engine.js';
import { DatasetError } from '../datasets/datasetError.js';
import { WeightsError } from '../runs/weightsFile.js';
import { DefinitionError } from './planRequest.js';
import { TrainedModelError } from './trainedModel.js';

/** What an error means for a run: a stable code, and a message that says what to do. */
export function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof DefinitionError) return { code: 'definition-invalid', message };
  if (error instanceof DatasetError) return { code: 'dataset-unavailable', message };
  if (error instanceof WeightsError) return { code: 'weights-unreadable', message };
  if (error instanceof TrainedModelError) return { code: 'model-unusable', message };
  if (error instanceof EngineError) return { code: 'engine-failed', message };
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOSPC') return { code: 'disk-full', message: `The disk is full: ${message}` };
  return { code: 'unexpected', message: error instanceof Error ? (error.stack ?? message) : message };
}
