import { type RandomStream, randomStream } from '../random.js';
import type { WeightSpec } from './layer.js';

/** Standard deviation of the normal distribution cut off at 2: what Keras divides by to get the wanted variance. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/**
 * Initial values of a weight, row-major, by its named initializer with Keras's meaning. `stream` is the weight's full
 * name in the program, so that each weight has random numbers of its own.
 */
export function initialize(
  spec: Pick<WeightSpec, 'shape' | 'initializer'>,
  seed: number,
  stream: string,
): Float32Array {
  const values = new Float32Array(spec.shape.reduce((product, size) => product * size, 1));
  if (spec.initializer === 'zeros') return values;
  if (spec.initializer === 'ones') return values.fill(1);
  const draw = sampler(spec, randomStream(seed, `initialize/${stream}`));
  for (let i = 0; i < values.length; i += 1) values[i] = draw();
  return values;
}

/**
 * Inputs to one unit and outputs from one, as Keras counts them: a kernel's last two axes are in and out, all before
 * them are its extent. A depthwise kernel `[height, width, in, multiplier]` is counted the same way.
 */
export function fansOf(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const [only = 1] = shape;
  if (shape.length < 2) return { fanIn: only, fanOut: only };
  const extent = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { fanIn: (shape.at(-2) as number) * extent, fanOut: (shape.at(-1) as number) * extent };
}

function sampler(
  { shape, initializer }: Pick<WeightSpec, 'shape' | 'initializer'>,
  random: RandomStream,
): () => number {
  const { fanIn, fanOut } = fansOf(shape);
  const uniform = (limit: number) => () => (2 * random.uniform() - 1) * limit;
  const withVariance = (variance: number) => {
    const deviation = Math.sqrt(variance) / TRUNCATED_DEVIATION;
    return () => random.truncatedNormal() * deviation;
  };
  switch (initializer) {
    case 'zeros':
      return () => 0;
    case 'ones':
      return () => 1;
    case 'glorotUniform':
      return uniform(Math.sqrt(6 / Math.max(1, fanIn + fanOut)));
    case 'glorotNormal':
      return withVariance(2 / Math.max(1, fanIn + fanOut));
    case 'heUniform':
      return uniform(Math.sqrt(6 / Math.max(1, fanIn)));
    case 'heNormal':
      return withVariance(2 / Math.max(1, fanIn));
    case 'lecunUniform':
      return uniform(Math.sqrt(3 / Math.max(1, fanIn)));
    case 'lecunNormal':
      return withVariance(1 / Math.max(1, fanIn));
    case 'randomUniform':
      return uniform(0.05);
    case 'randomNormal':
      return () => random.normal() * 0.05;
    case 'truncatedNormal':
      return () => random.truncatedNormal() * 0.05;
  }
}
