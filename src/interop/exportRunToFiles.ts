import { exportFormatById } from '../core/interop/exportFormats.js';
import { exporters } from './index.js';
import { readExportSource } from './readExportSource.js';
import { type WrittenExport, writeExport } from './writeExport.js';

export interface ExportToFilesOptions {
  /** File or folder; without it, in the current folder, named after the model. */
  readonly out?: string | undefined;
  /** May files that are there be written over? */
  readonly overwrites: boolean;
}

/**
 * Writes a stored run in a format that is files. Nothing is computed: no engine is loaded, no image is read.
 * @throws ExportError, WeightsError; Error when the disk refuses.
 */
export async function exportRunToFiles(
  folder: string,
  format: keyof typeof exporters,
  { out, overwrites }: ExportToFilesOptions,
): Promise<WrittenExport> {
  const source = await readExportSource(folder);
  const place = out ?? `${fileStem(source.started.modelName)}${exportFormatById(format).ending}`;
  return writeExport(place, exporters[format](source), { overwrites });
}

/** A name that any file system takes. */
function fileStem(modelName: string): string {
  return modelName.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '') || 'model';
}
