import type { AttributesOf, OpKind } from '../../../core/graph/ops/index.js';
import { activation, activationGradient, activationGradientShapeOnly } from './activation.js';
import * as augmentation from './augmentation.js';
import * as convolution from './convolution.js';
import * as depthwise from './depthwiseConvolution.js';
import * as elementwise from './elementwise.js';
import { conv2dFilterGradient } from './filterGradient.js';
import { transformImages, transformImagesGradient } from './imageTransform.js';
import type { Kernel, ShapeOnly } from './kernel.js';
import * as linear from './linear.js';
import * as normalization from './normalization.js';
import * as pooling from './pooling.js';
import * as reduce from './reduce.js';
import { resizeBilinear, resizeBilinearGradient } from './resize.js';
import * as shape from './shape.js';
import * as softTargets from './softTargets.js';
import * as source from './source.js';
import * as training from './training.js';
import * as update from './update.js';

/** A kernel for every op; the type says so when one is missing. */
export const kernels = {
  placeholder: source.placeholder,
  variable: source.variable,
  constant: source.constant,
  reshape: shape.reshape,
  transpose: shape.transpose,
  cast: shape.cast,
  concatenate: shape.concatenate,
  slice: shape.slice,
  pad: shape.pad,
  gather: shape.gather,
  broadcastLike: reduce.broadcastLike,
  add: elementwise.add,
  subtract: elementwise.subtract,
  multiply: elementwise.multiply,
  divide: elementwise.divide,
  scale: elementwise.scale,
  square: elementwise.square,
  squareRoot: elementwise.squareRoot,
  reciprocalSquareRoot: elementwise.reciprocalSquareRoot,
  absolute: elementwise.absolute,
  sign: elementwise.sign,
  activation,
  activationGradient,
  matMul: linear.matMul,
  biasAdd: linear.biasAdd,
  biasAddGradient: linear.biasAddGradient,
  conv2d: convolution.conv2d,
  conv2dInputGradient: convolution.conv2dInputGradient,
  conv2dFilterGradient: conv2dFilterGradient,
  depthwiseConv2d: depthwise.depthwiseConv2d,
  depthwiseConv2dInputGradient: depthwise.depthwiseConv2dInputGradient,
  depthwiseConv2dFilterGradient: depthwise.depthwiseConv2dFilterGradient,
  maxPool: pooling.maxPool,
  maxPoolGradient: pooling.maxPoolGradient,
  averagePool: pooling.averagePool,
  averagePoolGradient: pooling.averagePoolGradient,
  resizeBilinear,
  resizeBilinearGradient,
  batchNormalization: normalization.batchNormalization,
  batchNormalizationGradient: normalization.batchNormalizationGradient,
  batchNormalizationInference: normalization.batchNormalizationInference,
  layerNormalization: normalization.layerNormalization,
  layerNormalizationGradient: normalization.layerNormalizationGradient,
  sum: reduce.sum,
  mean: reduce.mean,
  meanGradient: reduce.meanGradient,
  max: reduce.max,
  maxGradient: reduce.maxGradient,
  dropout: training.dropout,
  softmaxCrossEntropy: training.softmaxCrossEntropy,
  countCorrect: training.countCorrect,
  randomUniform: augmentation.randomUniform,
  randomTransforms: augmentation.randomTransforms,
  transformImages,
  transformImagesGradient,
  randomRectangles: augmentation.randomRectangles,
  rollBatch: softTargets.rollBatch,
  oneHot: softTargets.oneHot,
  softTargetCrossEntropy: softTargets.softTargetCrossEntropy,
  clipByNorm: training.clipByNorm,
  clipByGlobalNorm: training.clipByGlobalNorm,
  assign: update.assign,
  moveAverage: update.moveAverage,
  decayWeights: update.decayWeights,
  applyAdam: update.applyAdam,
  applyGradientDescent: update.applyGradientDescent,
  applyMomentum: update.applyMomentum,
  applyRmsProp: update.applyRmsProp,
} satisfies { [K in OpKind]: Kernel<AttributesOf<K>> };

/** The inputs of which a kernel reads no content; none unless said here. */
export const shapeOnlyInputs: { readonly [K in OpKind]?: ShapeOnly<AttributesOf<K>> } = {
  activationGradient: activationGradientShapeOnly,
  averagePoolGradient: () => [1],
  broadcastLike: () => [1],
  conv2dFilterGradient: () => [2],
  conv2dInputGradient: () => [2],
  depthwiseConv2dFilterGradient: () => [2],
  depthwiseConv2dInputGradient: () => [2],
  meanGradient: () => [1],
  randomUniform: () => [0],
  randomTransforms: () => [0],
  randomRectangles: () => [0],
  resizeBilinearGradient: () => [1],
};
