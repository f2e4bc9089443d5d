import type { ExportFormatId } from '../core/interop/exportFormats.js';
import type { Exporter } from './exporter.js';
import { exportOnnx } from './onnx/exportOnnx.js';
import { exportSavedModel } from './savedModel.js';

/** What writes each format that is files. */
export const exporters: Readonly<Record<ExportFormatId, Exporter>> = {
  savedmodel: exportSavedModel,
  onnx: exportOnnx,
};
