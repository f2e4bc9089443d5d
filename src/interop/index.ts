import type { FileFormatId } from '../core/interop/exportFormats.js';
import type { Exporter } from './exporter.js';
import { exportKeras } from './keras/exportKeras.js';
import { exportOnnx } from './onnx/exportOnnx.js';
import { exportPytorch } from './pytorch/exportPytorch.js';
import { exportSavedModel } from './savedModel.js';
import { exportTensorboard } from './tensorboard/exportTensorboard.js';
import { exportTfjs } from './tfjs/exportTfjs.js';

/** What writes each format that is files. */
export const exporters: Readonly<Record<FileFormatId, Exporter>> = {
  savedmodel: exportSavedModel,
  onnx: exportOnnx,
  keras: exportKeras,
  pytorch: exportPytorch,
  tfjs: exportTfjs,
  tensorboard: exportTensorboard,
};
