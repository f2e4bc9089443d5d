import type { AttributesOf, OpKind } from '../../../src/core/graph/ops/index.js';
import * as activation from './activation.js';
import * as augmentation from './augmentation.js';
import { clipByGlobalNorm } from './clip.js';
import * as convolution from './convolution.js';
import * as elementwise from './elementwise.js';
import type { Kernel } from './kernel.js';
import * as linear from './linear.js';
import * as loss from './loss.js';
import * as normalization from './normalization.js';
import * as pooling from './pooling.js';
import * as reduce from './reduce.js';
import * as resize from './resize.js';
import * as shape from './shape.js';
import * as softTargets from './softTargets.js';
import * as source from './source.js';
import * as update from './update.js';

/** How the reference engine computes each op. */
export const kernels = {
  ...source,
  ...shape,
  ...elementwise,
  activation: activation.activation,
  activationGradient: activation.activationGradient,
  ...linear,
  ...convolution,
  ...pooling,
  ...resize,
  ...normalization,
  ...reduce,
  ...loss,
  ...augmentation,
  ...softTargets,
  clipByNorm: clipByGlobalNorm,
  clipByGlobalNorm,
  ...update,
} satisfies { readonly [K in OpKind]: Kernel<AttributesOf<K>> };
