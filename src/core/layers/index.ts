import { activation } from './activation.js';
import { add } from './add.js';
import { averagePooling2d } from './averagePooling2d.js';
import { backbone } from './backbone.js';
import { batchNormalization } from './batchNormalization.js';
import { concatenate } from './concatenate.js';
import { conv2d } from './conv2d.js';
import { dense } from './dense.js';
import { depthwiseConv2d } from './depthwiseConv2d.js';
import { dropout } from './dropout.js';
import { flatten } from './flatten.js';
import { globalAveragePooling2d } from './globalAveragePooling2d.js';
import { globalMaxPooling2d } from './globalMaxPooling2d.js';
import { input } from './input.js';
import type { LayerType } from './layer.js';
import { layerNormalization } from './layerNormalization.js';
import { maxPooling2d } from './maxPooling2d.js';
import { mixup } from './mixup.js';
import { multiply } from './multiply.js';
import { randomContrast } from './randomContrast.js';
import { randomErasing } from './randomErasing.js';
import { randomFlip } from './randomFlip.js';
import { randomRotation } from './randomRotation.js';
import { randomTranslation } from './randomTranslation.js';
import { randomZoom } from './randomZoom.js';
import { rescale } from './rescale.js';
import { reshape } from './reshape.js';
import { resize } from './resize.js';
import { separableConv2d } from './separableConv2d.js';
import { spatialDropout2d } from './spatialDropout2d.js';
import { zeroPadding2d } from './zeroPadding2d.js';

/** Every layer that a definition can name, in the order of the reference. */
export const layerTypes: readonly LayerType[] = [
  input,
  rescale,
  resize,
  flatten,
  reshape,
  dense,
  conv2d,
  depthwiseConv2d,
  separableConv2d,
  batchNormalization,
  layerNormalization,
  activation,
  maxPooling2d,
  averagePooling2d,
  globalAveragePooling2d,
  globalMaxPooling2d,
  zeroPadding2d,
  backbone,
  dropout,
  spatialDropout2d,
  randomFlip,
  randomTranslation,
  randomRotation,
  randomZoom,
  randomContrast,
  randomErasing,
  mixup,
  add,
  multiply,
  concatenate,
];

/** The layer type of that name. @throws RangeError when there is none: a definition that was read has only known names. */
export function layerTypeByName(type: string): LayerType {
  const found = layerTypes.find((candidate) => candidate.type === type);
  if (found === undefined) throw new RangeError(`unknown layer type "${type}"`);
  return found;
}
