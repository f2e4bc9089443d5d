import { EngineError } from '../../../core/engine.js';
import { BATCH } from '../../../core/graph/graph.js';
import type { ConstantAttributes, PlaceholderAttributes, VariableAttributes } from '../../../core/graph/ops/source.js';
import { sizeOf } from '../heap.js';
import type { Kernel } from './kernel.js';

export const placeholder: Kernel<PlaceholderAttributes> = ({ attributes: { name, dtype, shape }, context }) => {
  const feed = context.feed(name);
  const fits =
    feed.shape.length === shape.length &&
    shape.every((size, axis) => size === BATCH || size === feed.shape[axis]) &&
    feed.data.length === sizeOf(feed.shape);
  if (feed.dtype !== dtype || !fits) {
    const wanted = shape.map((size) => (size === BATCH ? 'batch' : size)).join(', ');
    throw new EngineError(
      `${name} is ${dtype} [${wanted}], got ${feed.dtype} [${feed.shape.join(', ')}] with ${feed.data.length} numbers`,
    );
  }
  const tensor = context.heap.allocate(dtype, feed.shape);
  context.heap.elements(tensor).set(feed.data);
  return [tensor];
};

/** Shares the variable's storage: whoever writes the variable while it is shared writes a copy. */
export const variable: Kernel<VariableAttributes> = ({ attributes, context }) => [
  context.heap.share(context.read(attributes.variable)),
];

export const constant: Kernel<ConstantAttributes> = ({ attributes: { dtype, shape, data }, context }) => {
  const tensor = context.heap.allocate(dtype, shape);
  context.heap.elements(tensor).set(data);
  return [tensor];
};
