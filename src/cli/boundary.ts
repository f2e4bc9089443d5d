import { dirname, resolve } from 'node:path';
import { Option } from 'commander';
import { FolderBoundary } from '../folderBoundary.js';

/** The boundary of a comparison file, its own folder and the current one: undefined where a person allowed everything. */
export function boundaryOf(comparisonPath: string, isOutsideAllowed: boolean | undefined): FolderBoundary | undefined {
  return isOutsideAllowed ? undefined : new FolderBoundary([dirname(resolve(comparisonPath)), process.cwd()]);
}

/** `--allow-outside`, of every command that reads comparison files. */
export function allowOutsideOption(): Option {
  return new Option(
    '--allow-outside',
    'let a *.bakeoff.jsonc file name models and datasets outside its own folder and the current one',
  );
}
