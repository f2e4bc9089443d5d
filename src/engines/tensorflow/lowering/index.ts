import type { AttributesOf, OpKind } from '../../../core/graph/ops/index.js';
import { lowerActivation, lowerActivationGradient } from './activation.js';
import * as arithmetic from './arithmetic.js';
import * as augmentation from './augmentation.js';
import * as convolution from './convolution.js';
import { lowerTransformImages, lowerTransformImagesGradient } from './imageTransform.js';
import type { Lowering } from './lowering.js';
import * as normalization from './normalization.js';
import * as pooling from './pooling.js';
import { lowerResizeBilinear, lowerResizeBilinearGradient } from './resize.js';
import * as softTargets from './softTargets.js';
import { lowerConstant, lowerPlaceholder, lowerVariable } from './source.js';
import * as training from './training.js';

/** TensorFlow nodes for every op; the type says so when one is missing. */
export const lowerings = {
  placeholder: lowerPlaceholder,
  variable: lowerVariable,
  constant: lowerConstant,
  reshape: arithmetic.lowerReshape,
  transpose: arithmetic.lowerTranspose,
  concatenate: arithmetic.lowerConcatenate,
  slice: arithmetic.lowerSlice,
  pad: arithmetic.lowerPad,
  broadcastLike: arithmetic.lowerBroadcastLike,
  cast: arithmetic.lowerCast,
  gather: arithmetic.lowerGather,
  add: arithmetic.lowerAdd,
  subtract: arithmetic.lowerSubtract,
  multiply: arithmetic.lowerMultiply,
  divide: arithmetic.lowerDivide,
  scale: arithmetic.lowerScale,
  square: arithmetic.lowerSquare,
  squareRoot: arithmetic.lowerSquareRoot,
  reciprocalSquareRoot: arithmetic.lowerReciprocalSquareRoot,
  absolute: arithmetic.lowerAbsolute,
  sign: arithmetic.lowerSign,
  matMul: arithmetic.lowerMatMul,
  biasAdd: arithmetic.lowerBiasAdd,
  biasAddGradient: arithmetic.lowerBiasAddGradient,
  sum: arithmetic.lowerSum,
  mean: arithmetic.lowerMean,
  meanGradient: arithmetic.lowerMeanGradient,
  max: arithmetic.lowerMax,
  maxGradient: arithmetic.lowerMaxGradient,
  activation: lowerActivation,
  activationGradient: lowerActivationGradient,
  conv2d: convolution.lowerConv2d,
  conv2dInputGradient: convolution.lowerConv2dInputGradient,
  conv2dFilterGradient: convolution.lowerConv2dFilterGradient,
  depthwiseConv2d: convolution.lowerDepthwiseConv2d,
  depthwiseConv2dInputGradient: convolution.lowerDepthwiseConv2dInputGradient,
  depthwiseConv2dFilterGradient: convolution.lowerDepthwiseConv2dFilterGradient,
  maxPool: pooling.lowerMaxPool,
  maxPoolGradient: pooling.lowerMaxPoolGradient,
  averagePool: pooling.lowerAveragePool,
  averagePoolGradient: pooling.lowerAveragePoolGradient,
  resizeBilinear: lowerResizeBilinear,
  resizeBilinearGradient: lowerResizeBilinearGradient,
  batchNormalization: normalization.lowerBatchNormalization,
  batchNormalizationGradient: normalization.lowerBatchNormalizationGradient,
  batchNormalizationInference: normalization.lowerBatchNormalizationInference,
  layerNormalization: normalization.lowerLayerNormalization,
  layerNormalizationGradient: normalization.lowerLayerNormalizationGradient,
  dropout: training.lowerDropout,
  softmaxCrossEntropy: training.lowerSoftmaxCrossEntropy,
  countCorrect: training.lowerCountCorrect,
  randomUniform: augmentation.lowerRandomUniform,
  randomTransforms: augmentation.lowerRandomTransforms,
  transformImages: lowerTransformImages,
  transformImagesGradient: lowerTransformImagesGradient,
  randomRectangles: augmentation.lowerRandomRectangles,
  rollBatch: softTargets.lowerRollBatch,
  oneHot: softTargets.lowerOneHot,
  softTargetCrossEntropy: softTargets.lowerSoftTargetCrossEntropy,
  clipByNorm: training.lowerClipByNorm,
  clipByGlobalNorm: training.lowerClipByGlobalNorm,
  assign: training.lowerAssign,
  moveAverage: training.lowerMoveAverage,
  decayWeights: training.lowerDecayWeights,
  applyAdam: training.lowerApplyAdam,
  applyGradientDescent: training.lowerApplyGradientDescent,
  applyMomentum: training.lowerApplyMomentum,
  applyRmsProp: training.lowerApplyRmsProp,
} satisfies { [K in OpKind]: Lowering<AttributesOf<K>> };
