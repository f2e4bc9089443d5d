import type { PoolAttributes } from '../../../core/graph/ops/pooling.js';
import { attr } from '../graphDef.js';
import { floatT, inputAt, type Lowering, shapeOf } from './lowering.js';

function poolAttributes(attributes: PoolAttributes) {
  return {
    ...floatT,
    ksize: attr.ints([1, ...attributes.poolSize, 1]),
    strides: attr.ints([1, ...attributes.strides, 1]),
    padding: attr.text(attributes.padding.toUpperCase()),
    data_format: attr.text('NHWC'),
  };
}

export const lowerMaxPool: Lowering<PoolAttributes> = (node, inputs, { graph }) => [
  graph.add('MaxPool', inputs, { ...poolAttributes(node.attributes), explicit_paddings: attr.ints([]) }),
];

export const lowerMaxPoolGradient: Lowering<PoolAttributes> = (node, inputs, { graph }) => {
  const [dy, x, y] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  return [
    graph.add('MaxPoolGrad', [x, y, dy], { ...poolAttributes(node.attributes), explicit_paddings: attr.ints([]) }),
  ];
};

export const lowerAveragePool: Lowering<PoolAttributes> = (node, inputs, { graph }) => [
  graph.add('AvgPool', inputs, poolAttributes(node.attributes)),
];

export const lowerAveragePoolGradient: Lowering<PoolAttributes> = (node, inputs, { graph }) => {
  const [dy, x] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  return [graph.add('AvgPoolGrad', [shapeOf(graph, x), dy], poolAttributes(node.attributes))];
};
