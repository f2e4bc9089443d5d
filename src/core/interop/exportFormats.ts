/** Formats that a run can be exported in; `src/interop` writes them. */
export const exportFormatIds = ['savedmodel', 'onnx', 'keras', 'pytorch', 'tfjs', 'tensorboard', 'mlflow'] as const;

export type ExportFormatId = (typeof exportFormatIds)[number];

/** Those that are files; MLflow is a server. */
export type FileFormatId = Exclude<ExportFormatId, 'mlflow'>;

/** A format as a person chooses it. */
export interface ExportFormatDescription {
  readonly id: ExportFormatId;
  /** A proper name, the same in every language. */
  readonly title: string;
  /** What an export is: one file, a folder of files, or what a server keeps. */
  readonly place: 'file' | 'folder' | 'server';
  /** Ending of the name that is proposed for it, with its dot where it has one: `-keras`, `.onnx`; empty for a server. */
  readonly ending: string;
}

/** Every format, in the order in which they are offered. */
export const exportFormats: readonly ExportFormatDescription[] = [
  { id: 'savedmodel', title: 'TensorFlow SavedModel', place: 'folder', ending: '-savedmodel' },
  { id: 'onnx', title: 'ONNX', place: 'file', ending: '.onnx' },
  { id: 'keras', title: 'Keras', place: 'folder', ending: '-keras' },
  { id: 'pytorch', title: 'PyTorch', place: 'folder', ending: '-pytorch' },
  { id: 'tfjs', title: 'TensorFlow.js', place: 'folder', ending: '-tfjs' },
  { id: 'tensorboard', title: 'TensorBoard', place: 'folder', ending: '-tensorboard' },
  { id: 'mlflow', title: 'MLflow', place: 'server', ending: '' },
];

/** The format with that id. @throws RangeError when there is none: ids come from the list. */
export function exportFormatById(id: ExportFormatId): ExportFormatDescription {
  const found = exportFormats.find((format) => format.id === id);
  if (found === undefined) throw new RangeError(`no export format ${id}`);
  return found;
}
