import {
  RANDOMS_PER_IMAGE,
  type RandomTransformsAttributes,
  type Range,
} from '../../../core/graph/ops/imageTransform.js';
import type { RandomRectanglesAttributes } from '../../../core/graph/ops/randomRectangles.js';
import type { RandomUniformAttributes } from '../../../core/graph/ops/randomUniform.js';
import { attr, type GraphDefBuilder, type TfTensor } from '../graphDef.js';
import { binary, cast, floatT, inputAt, type Lowering, reshape, shapeOf, unary } from './lowering.js';
import { uniform } from './random.js';

export const lowerRandomUniform: Lowering<RandomUniformAttributes> = (node, inputs, { graph }) => {
  const [like, seed] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const { stream, per, minimum, maximum } = node.attributes;
  const rank = node.inputs[0]?.shape.length ?? 1;
  const shape = per === 'element' ? shapeOf(graph, like) : batchThen(graph, like, new Array<number>(rank - 1).fill(1));
  return [spread(graph, uniform(graph, shape, seed, stream), [minimum, maximum])];
};

export const lowerRandomTransforms: Lowering<RandomTransformsAttributes> = (node, inputs, { graph }) => {
  const random = randomColumns(graph, inputAt(inputs, 0), inputAt(inputs, 1), node.attributes.stream);
  const [, height = 1, width = 1] = node.inputs[0]?.shape ?? [];
  const { flipsHorizontally, flipsVertically, shiftY, shiftX, turn, zoomY, zoomX } = node.attributes;
  const times = (a: TfTensor, b: TfTensor) => binary(graph, 'Mul', a, b);
  const minus = (a: TfTensor, b: TfTensor) => binary(graph, 'Sub', a, b);
  const ofRange = (column: number, [lowest, highest]: Range, factor: number) =>
    spread(graph, random(column), [lowest * factor, highest * factor]);
  const sign = (column: number, flips: boolean) =>
    flips ? spread(graph, isBelow(graph, random(column), 0.5), [1, -1]) : graph.scalar(1);
  const [centreX, centreY] = [graph.scalar((width - 1) / 2), graph.scalar((height - 1) / 2)];

  const angle = ofRange(4, turn, 2 * Math.PI);
  const [sine, cosine] = [unary(graph, 'Sin', angle), unary(graph, 'Cos', angle)];
  const zoom = (column: number, [lowest, highest]: Range) => spread(graph, random(column), [1 + lowest, 1 + highest]);
  const zoomOfY = zoom(5, zoomY);
  const scaleX = times(sign(0, flipsHorizontally), zoomX === 'same' ? zoomOfY : zoom(6, zoomX));
  const scaleY = times(sign(1, flipsVertically), zoomOfY);
  const row = (ofX: TfTensor, ofY: TfTensor, centre: TfTensor, shift: TfTensor) => [
    ofX,
    ofY,
    minus(minus(minus(centre, times(ofX, centreX)), times(ofY, centreY)), shift),
  ];
  const entries = [
    ...row(times(scaleX, cosine), unary(graph, 'Neg', times(scaleX, sine)), centreX, ofRange(3, shiftX, width)),
    ...row(times(scaleY, sine), times(scaleY, cosine), centreY, ofRange(2, shiftY, height)),
  ];
  return [graph.add('Pack', entries, { ...floatT, N: attr.int(6), axis: attr.int(1) })];
};

export const lowerRandomRectangles: Lowering<RandomRectanglesAttributes> = (node, inputs, { graph }) => {
  const random = randomColumns(graph, inputAt(inputs, 0), inputAt(inputs, 1), node.attributes.stream);
  const [, height = 1, width = 1] = node.inputs[0]?.shape ?? [];
  const { rate, scale } = node.attributes;
  const inside = (sizeColumn: number, startColumn: number, length: number): TfTensor => {
    const side = unary(graph, 'Sqrt', spread(graph, random(sizeColumn), scale));
    const size = binary(graph, 'Mul', side, graph.scalar(length));
    const start = binary(graph, 'Mul', random(startColumn), binary(graph, 'Sub', graph.scalar(length), size));
    const end = binary(graph, 'AddV2', start, size);
    const places = graph.constant(
      'float32',
      [1, length],
      Array.from({ length }, (_, place) => place),
    );
    const compared = (op: string, limit: TfTensor) =>
      cast(graph, graph.add(op, [places, reshape(graph, limit, [-1, 1])], floatT, 'bool'), 'float32');
    return binary(graph, 'Mul', compared('GreaterEqual', start), compared('Less', end));
  };
  const rows = reshape(graph, inside(1, 3, height), [-1, height, 1, 1]);
  const columns = reshape(graph, inside(2, 4, width), [-1, 1, width, 1]);
  const applies = reshape(graph, isBelow(graph, random(0), rate), [-1, 1, 1, 1]);
  return [binary(graph, 'Mul', binary(graph, 'Mul', rows, applies), columns)];
};

/** The columns of `u[batch, 8]`, each `[batch]`. */
function randomColumns(
  graph: GraphDefBuilder,
  like: TfTensor,
  seed: TfTensor,
  stream: number,
): (column: number) => TfTensor {
  const numbers = uniform(graph, batchThen(graph, like, [RANDOMS_PER_IMAGE]), seed, stream);
  return (column) => {
    const attributes = { ...floatT, Index: attr.type('int32') };
    const sliced = graph.add('Slice', [numbers, graph.ints([0, column]), graph.ints([-1, 1])], attributes);
    return reshape(graph, sliced, [-1]);
  };
}

/** The shape `[batch, …rest]`, the batch being that of `like`. */
function batchThen(graph: GraphDefBuilder, like: TfTensor, rest: readonly number[]): TfTensor {
  const attributes = { T: attr.type('int32'), Index: attr.type('int32') };
  const batch = graph.add('Slice', [shapeOf(graph, like), graph.ints([0]), graph.ints([1])], attributes, 'int32');
  const joined = { N: attr.int(2), T: attr.type('int32'), Tidx: attr.type('int32') };
  return graph.add('ConcatV2', [batch, graph.ints(rest), graph.constant('int32', [], [0])], joined, 'int32');
}

/** 0..1 stretched over a range. */
function spread(graph: GraphDefBuilder, x: TfTensor, [lowest, highest]: Range): TfTensor {
  const stretched = binary(graph, 'Mul', x, graph.scalar(highest - lowest));
  return binary(graph, 'AddV2', stretched, graph.scalar(lowest));
}

/** 1 where a number is below the limit, else 0. */
function isBelow(graph: GraphDefBuilder, x: TfTensor, limit: number): TfTensor {
  return cast(graph, graph.add('Less', [x, graph.scalar(limit)], floatT, 'bool'), 'float32');
}
