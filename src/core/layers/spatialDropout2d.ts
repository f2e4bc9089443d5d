import { dropout } from '../graph/ops/dropout.js';
import { rateOption } from './dropout.js';
import { featureMapOf, onlyShape } from './featureMap.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';

/** Keras's `SpatialDropout2D` (Tompson et al. 2015). */
export const spatialDropout2d = defineLayer({
  type: 'spatialDropout2d',
  description: 'In training, sets whole random channels to 0; later it changes nothing.',
  formula: 'y = x · mask / (1 − rate), one mask a channel',
  arity: 'one',
  randomInTraining: true,
  options: { rate: rateOption },
  infer: (_options, inputs) => {
    const input = featureMapOf('spatialDropout2d', inputs);
    return 'code' in input ? input : { outputShape: onlyShape(inputs), weights: [], macs: 0 };
  },
  build: (options, inputs, context) => {
    const x = onlyValue(inputs);
    if (context.mode === 'inference' || options.rate === 0) return x;
    return dropout(x, context.seed, { rate: options.rate, stream: context.nextStream(), perChannel: true }).y;
  },
});
