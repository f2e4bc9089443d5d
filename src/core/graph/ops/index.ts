import type { OpDefinition } from '../graph.js';
import { activationGradientOp, activationOp } from './activation.js';
import {
  batchNormalizationGradientOp,
  batchNormalizationInferenceOp,
  batchNormalizationOp,
} from './batchNormalization.js';
import { clipByGlobalNormOp, clipByNormOp } from './clip.js';
import { conv2dFilterGradientOp, conv2dInputGradientOp, conv2dOp } from './convolution.js';
import {
  depthwiseConv2dFilterGradientOp,
  depthwiseConv2dInputGradientOp,
  depthwiseConv2dOp,
} from './depthwiseConvolution.js';
import { dropoutOp } from './dropout.js';
import {
  absoluteOp,
  addOp,
  divideOp,
  multiplyOp,
  reciprocalSquareRootOp,
  scaleOp,
  signOp,
  squareOp,
  squareRootOp,
  subtractOp,
} from './elementwise.js';
import { randomTransformsOp, transformImagesGradientOp, transformImagesOp } from './imageTransform.js';
import { layerNormalizationGradientOp, layerNormalizationOp } from './layerNormalization.js';
import { biasAddGradientOp, biasAddOp, matMulOp } from './linear.js';
import { countCorrectOp, softmaxCrossEntropyOp } from './loss.js';
import { applyAdamOp, applyGradientDescentOp, applyMomentumOp, applyRmsPropOp } from './optimizerUpdate.js';
import { averagePoolGradientOp, averagePoolOp, maxPoolGradientOp, maxPoolOp } from './pooling.js';
import { randomRectanglesOp } from './randomRectangles.js';
import { randomUniformOp } from './randomUniform.js';
import { broadcastLikeOp, maxGradientOp, maxOp, meanGradientOp, meanOp, sumOp } from './reduce.js';
import { resizeBilinearGradientOp, resizeBilinearOp } from './resize.js';
import { concatenateOp, gatherOp, padOp, sliceOp } from './selection.js';
import { castOp, reshapeOp, transposeOp } from './shape.js';
import { oneHotOp, rollBatchOp, softTargetCrossEntropyOp } from './softTargets.js';
import { constantOp, placeholderOp, variableOp } from './source.js';
import { assignOp, decayWeightsOp, moveAverageOp } from './update.js';

/** Every op, by kind. An engine has one implementation for each: `satisfies Record<OpKind, …>`. */
export const ops = {
  placeholder: placeholderOp,
  variable: variableOp,
  constant: constantOp,
  reshape: reshapeOp,
  transpose: transposeOp,
  cast: castOp,
  concatenate: concatenateOp,
  slice: sliceOp,
  pad: padOp,
  gather: gatherOp,
  broadcastLike: broadcastLikeOp,
  add: addOp,
  subtract: subtractOp,
  multiply: multiplyOp,
  divide: divideOp,
  scale: scaleOp,
  square: squareOp,
  squareRoot: squareRootOp,
  reciprocalSquareRoot: reciprocalSquareRootOp,
  absolute: absoluteOp,
  sign: signOp,
  activation: activationOp,
  activationGradient: activationGradientOp,
  matMul: matMulOp,
  biasAdd: biasAddOp,
  biasAddGradient: biasAddGradientOp,
  conv2d: conv2dOp,
  conv2dInputGradient: conv2dInputGradientOp,
  conv2dFilterGradient: conv2dFilterGradientOp,
  depthwiseConv2d: depthwiseConv2dOp,
  depthwiseConv2dInputGradient: depthwiseConv2dInputGradientOp,
  depthwiseConv2dFilterGradient: depthwiseConv2dFilterGradientOp,
  maxPool: maxPoolOp,
  maxPoolGradient: maxPoolGradientOp,
  averagePool: averagePoolOp,
  averagePoolGradient: averagePoolGradientOp,
  resizeBilinear: resizeBilinearOp,
  resizeBilinearGradient: resizeBilinearGradientOp,
  batchNormalization: batchNormalizationOp,
  batchNormalizationGradient: batchNormalizationGradientOp,
  batchNormalizationInference: batchNormalizationInferenceOp,
  layerNormalization: layerNormalizationOp,
  layerNormalizationGradient: layerNormalizationGradientOp,
  sum: sumOp,
  mean: meanOp,
  meanGradient: meanGradientOp,
  max: maxOp,
  maxGradient: maxGradientOp,
  dropout: dropoutOp,
  softmaxCrossEntropy: softmaxCrossEntropyOp,
  countCorrect: countCorrectOp,
  randomUniform: randomUniformOp,
  randomTransforms: randomTransformsOp,
  transformImages: transformImagesOp,
  transformImagesGradient: transformImagesGradientOp,
  randomRectangles: randomRectanglesOp,
  rollBatch: rollBatchOp,
  oneHot: oneHotOp,
  softTargetCrossEntropy: softTargetCrossEntropyOp,
  clipByNorm: clipByNormOp,
  clipByGlobalNorm: clipByGlobalNormOp,
  assign: assignOp,
  moveAverage: moveAverageOp,
  decayWeights: decayWeightsOp,
  applyAdam: applyAdamOp,
  applyGradientDescent: applyGradientDescentOp,
  applyMomentum: applyMomentumOp,
  applyRmsProp: applyRmsPropOp,
} as const;

export type OpKind = keyof typeof ops;

/** Attributes of the nodes of a kind. */
export type AttributesOf<K extends OpKind> = (typeof ops)[K] extends OpDefinition<infer A> ? A : never;
