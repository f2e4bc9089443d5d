import { BackboneError } from '../backbones/backboneError.js';
import { EngineError } from '../core/engine.js';
import { ValuesMismatchError } from '../core/training/requireValues.js';
import { DatasetError } from '../datasets/datasetError.js';
import { FeatureError } from '../features/featureEntry.js';
import { ResumeError } from '../runs/resumePoint.js';
import { WeightsError } from '../runs/weightsFile.js';
import { ExplanationError } from './explanationError.js';
import { DefinitionError } from './planRequest.js';
import { MemoryError } from './requireMemory.js';
import { TrainedModelError } from './trainedModel.js';

/** What an error means for a run: a stable code, and a message that says what to do. */
export function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof DefinitionError) return { code: 'definition-invalid', message };
  if (error instanceof DatasetError) return { code: 'dataset-unavailable', message };
  if (error instanceof BackboneError) return { code: 'backbone-unavailable', message };
  if (error instanceof WeightsError) return { code: 'weights-unreadable', message };
  if (error instanceof ExplanationError) return { code: error.code, message };
  if (error instanceof TrainedModelError) return { code: 'model-unusable', message };
  if (error instanceof ValuesMismatchError) return { code: 'model-unusable', message };
  if (error instanceof MemoryError) return { code: 'out-of-memory', message };
  if (error instanceof FeatureError) return { code: 'features-unusable', message };
  if (error instanceof EngineError) return { code: 'engine-failed', message };
  if (error instanceof ResumeError) return { code: 'resume-impossible', message };
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return { code: 'disk-full', message: `The disk is full: ${message}. Free some space, then resume the run.` };
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return { code: 'not-writable', message: `The run could not be written: ${message}.` };
  return { code: 'unexpected', message: error instanceof Error ? (error.stack ?? message) : message };
}
