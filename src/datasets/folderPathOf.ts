import { parseFolderId } from '../core/datasetId.js';
import { DatasetError } from './datasetError.js';

/** The folder of an id such as `idx:DIR`, as written. @throws DatasetError `unknown-dataset` where it names none. */
export function folderPathOf(id: string, content: string, example: string): string {
  const { kind, path } = parseFolderId(id) ?? { kind: 'idx', path: '' };
  if (path.trim() !== '') return path;
  throw new DatasetError({
    code: 'unknown-dataset',
    path: id,
    problem: 'names no folder',
    expected: `${kind}:DIR`,
    advice: `Write the folder of ${content} after the colon, for example ${example}.`,
  });
}
