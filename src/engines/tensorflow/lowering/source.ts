import type { ConstantAttributes, PlaceholderAttributes, VariableAttributes } from '../../../core/graph/ops/source.js';
import type { Lowering } from './lowering.js';

export const lowerPlaceholder: Lowering<PlaceholderAttributes> = (node, _inputs, context) => [
  context.placeholder(node.attributes.name, node.attributes.dtype, node.attributes.shape),
];

export const lowerVariable: Lowering<VariableAttributes> = (node, _inputs, context) => [
  context.read(node.attributes.variable),
];

export const lowerConstant: Lowering<ConstantAttributes> = (node, _inputs, { graph }) => {
  const { dtype, shape, data } = node.attributes;
  return [graph.constant(dtype, shape, data)];
};
