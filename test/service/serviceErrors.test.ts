import { describe, expect, it } from 'vitest';
import { BackboneError } from '../../src/backbones/backboneError.js';
import { EngineError } from '../../src/core/engine.js';
import { DatasetError } from '../../src/datasets/datasetError.js';
import { RemoteError } from '../../src/protocol/remoteError.js';
import { DeleteRunError } from '../../src/runs/deleteRun.js';
import { PredictionsError } from '../../src/runs/predictionsFile.js';
import { ResumeError } from '../../src/runs/resumePoint.js';
import { RunBusyError } from '../../src/runs/runClaim.js';
import { TrainerTaskError } from '../../src/runs/taskTrainer.js';
import { VerifyError } from '../../src/runs/verifyRun.js';
import { remoteErrorOf } from '../../src/service/serviceErrors.js';

const noSpace = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
const damaged = new DatasetError({
  code: 'checksum',
  path: '/data/t10k\u001b.gz',
  problem: 'is damaged',
  expected: '1',
  received: '2',
  advice: 'Get it again.',
});

describe('an error of the service', () => {
  it.each([
    [new DeleteRunError('It was not deleted.'), 'not-deleted', 'It was not deleted.', undefined],
    [new ResumeError('Nothing to resume.'), 'not-resumable', 'Nothing to resume.', undefined],
    [
      new BackboneError({ code: 'download', path: 'conv\u001b1', problem: 'no answer', advice: 'Put it there.' }),
      'backbone-download',
      'conv\\u001b1: no answer.',
      'Put it there.',
    ],
    [new RunBusyError('In use.'), 'run-busy', 'In use.', undefined],
    [new VerifyError('No epochs.'), 'not-verified', 'No epochs.', undefined],
    [new RangeError('Too long.'), 'invalid-value', 'Too long.', undefined],
    [
      new PredictionsError('There are none.', 'missing'),
      'predictions-missing',
      'There are none.',
      'Resume the run, or train the model again: predictions are stored when a training ends.',
    ],
    [
      new PredictionsError('11 bytes.'),
      'predictions-damaged',
      '11 bytes.',
      'Train the model again, or bring the file back from a copy.',
    ],
    [
      new TrainerTaskError('trainer-died', 'The trainer died (SIGKILL).\nlast\u001b words'),
      'trainer-died',
      'The trainer died (SIGKILL).',
      'last\\u001b words',
    ],
    [new TrainerTaskError('model-unusable', 'Unfit.'), 'model-unusable', 'Unfit.', 'Train the model again.'],
    [damaged, 'dataset-checksum', '/data/t10k\\u001b.gz: is damaged (expected 1, received 2).', 'Get it again.'],
    [new EngineError('no compiler\nGet one.\nOr two.'), 'engine-unavailable', 'No compiler', 'Get one. Or two.'],
    [new EngineError('no compiler'), 'engine-unavailable', 'No compiler', undefined],
    [noSpace, 'system-ENOSPC', noSpace.message, 'Make room on the disk, for instance by deleting runs.'],
    [Object.assign(new Error('x'), { code: 'ERR_INTERNAL' }), 'failed', 'x', undefined],
    [new Error('a\nb'), 'failed', 'a\\u000ab', undefined],
    ['text', 'failed', 'text', undefined],
  ])('of %s has code, message and advice', (thrown, code, message, advice) => {
    const error = remoteErrorOf(thrown);
    expect(error).toBeInstanceOf(RemoteError);
    expect({ code: error.code, message: error.message, advice: error.advice }).toEqual({ code, message, advice });
  });

  it('stays what it is when it is one already', () => {
    const error = new RemoteError('a', 'b', 'c');
    expect(remoteErrorOf(error)).toBe(error);
  });
});
