import type { OneHotAttributes, RollBatchAttributes } from '../../../core/graph/ops/softTargets.js';
import { attr } from '../graphDef.js';
import { floatT, inputAt, type Lowering } from './lowering.js';

export const lowerRollBatch: Lowering<RollBatchAttributes> = (node, inputs, { graph }) => {
  const shift = graph.constant('int32', [], [node.attributes.shift]);
  const axis = graph.constant('int32', [], [0]);
  const attributes = { ...floatT, Tshift: attr.type('int32'), Taxis: attr.type('int32') };
  return [graph.add('Roll', [inputAt(inputs, 0), shift, axis], attributes)];
};

export const lowerOneHot: Lowering<OneHotAttributes> = (node, inputs, { graph }) => {
  const { classes, on, off } = node.attributes;
  const depth = graph.constant('int32', [], [classes]);
  const attributes = { ...floatT, TI: attr.type('int32'), axis: attr.int(-1) };
  return [graph.add('OneHot', [inputAt(inputs, 0), depth, graph.scalar(on), graph.scalar(off)], attributes)];
};

export const lowerSoftTargetCrossEntropy: Lowering<unknown> = (_node, inputs, { graph }) =>
  graph.addMany('SoftmaxCrossEntropyWithLogits', inputs, floatT, ['float32', 'float32']);
