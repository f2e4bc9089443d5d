import { EngineError } from '../../../src/core/engine.js';
import type {
  ConstantAttributes,
  PlaceholderAttributes,
  VariableAttributes,
} from '../../../src/core/graph/ops/source.js';
import type { Kernel } from './kernel.js';

export const placeholder: Kernel<PlaceholderAttributes> = (_, { name }, { feeds }) => {
  const tensor = feeds[name];
  if (tensor === undefined) throw new EngineError(`no tensor is fed for the placeholder '${name}'`);
  return [tensor];
};

export const variable: Kernel<VariableAttributes> = (_, attributes, call) => [call.read(attributes.variable)];

export const constant: Kernel<ConstantAttributes> = (_, { dtype, shape, data }) => [
  { dtype, shape, data: Float64Array.from(data) },
];
