import { FileRefusedError } from '../regularFile.js';
import { DatasetError } from './datasetError.js';

/** What is thrown when a file of a dataset cannot be read: missing, too large, a link, not for us. */
export function fileError(error: unknown, path: string): DatasetError {
  if (error instanceof DatasetError) return error;
  if (error instanceof FileRefusedError && error.code === 'too-large') {
    const advice = 'Use a set that fits in memory.';
    return new DatasetError({ code: 'too-large', path, problem: error.reason, advice }, { cause: error });
  }
  if (error instanceof FileRefusedError && error.code === 'link') {
    const advice = 'Put the file itself there.';
    return new DatasetError({ code: 'link', path, problem: error.reason, advice }, { cause: error });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  // A link that was put there between a look and the opening.
  if (code === 'ELOOP') {
    const advice = 'Put the file itself there.';
    return new DatasetError({ code: 'link', path, problem: 'is a link, which is not followed here', advice });
  }
  const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
  return new DatasetError(
    {
      code: isMissing ? 'file-missing' : 'unreadable',
      path,
      problem: isMissing ? 'does not exist' : `cannot be read (${code})`,
      advice: isMissing ? 'Check the path.' : 'Check that it is a file and that you may read it.',
    },
    { cause: error },
  );
}
