import type { TransformImagesAttributes } from '../../../core/graph/ops/imageTransform.js';
import { attr, type GraphDefBuilder, type TfTensor } from '../graphDef.js';
import { binary, cast, floatT, inputAt, type Lowering, reshape, reshapeTo, shapeOf, unary } from './lowering.js';

export const lowerTransformImages: Lowering<TransformImagesAttributes> = (node, inputs, { graph }) => {
  const [x, transforms] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const [, height = 1, width = 1] = node.inputs[0]?.shape ?? [];
  const { interpolation, fillMode, fillValue } = node.attributes;
  // TensorFlow's maps are projective: two more numbers, 0 for an affine one.
  const paddings = graph.constant('int32', [2, 2], [0, 0, 0, 2]);
  const projective = graph.add('Pad', [transforms, paddings], { ...floatT, Tpaddings: attr.type('int32') });
  return [
    graph.add('ImageProjectiveTransformV3', [x, projective, graph.ints([height, width]), graph.scalar(fillValue)], {
      dtype: attr.type('float32'),
      interpolation: attr.text(interpolation.toUpperCase()),
      fill_mode: attr.text(fillMode.toUpperCase()),
    }),
  ];
};

/**
 * TensorFlow's own gradient transforms by the inverse map, which is near the gradient but is not it. This one adds each
 * pixel to where it was read. It is needed only where images are transformed behind layers with weights.
 */
export const lowerTransformImagesGradient: Lowering<TransformImagesAttributes> = (node, inputs, { graph }) => {
  const [dy, transforms] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const [, height = 1, width = 1, channels = 1] = node.inputs[0]?.shape ?? [];
  const pixels = height * width;
  const { interpolation, fillMode } = node.attributes;
  const column = (index: number) => {
    const attributes = { ...floatT, Index: attr.type('int32') };
    return graph.add('Slice', [transforms, graph.ints([0, index]), graph.ints([-1, 1])], attributes);
  };
  const at = Array.from({ length: pixels }, (_, pixel) => pixel);
  const ofX = graph.constant(
    'float32',
    [1, pixels],
    at.map((pixel) => pixel % width),
  );
  const ofY = graph.constant(
    'float32',
    [1, pixels],
    at.map((pixel) => Math.floor(pixel / width)),
  );
  /** Where each output pixel was read, `[batch, pixels]`. */
  const source = (first: number, length: number) => {
    const slope = (index: number, places: TfTensor) => binary(graph, 'Mul', column(first + index), places);
    const place = binary(graph, 'AddV2', binary(graph, 'AddV2', slope(0, ofX), slope(1, ofY)), column(first + 2));
    return neighbours(graph, inBounds(graph, place, length, fillMode), length, interpolation);
  };
  const rowsOf = source(3, height);
  const columnsOf = source(0, width);
  const images = graph.add(
    'Range',
    [zero(graph), batchOf(graph, dy), one(graph)],
    { Tidx: attr.type('int32') },
    'int32',
  );
  const firstPixel = binary(graph, 'Mul', reshape(graph, images, [-1, 1]), graph.constant('int32', [], [pixels]));
  const segments = binary(graph, 'Mul', batchOf(graph, dy), graph.constant('int32', [], [pixels]));
  const flat = reshape(graph, dy, [-1, channels]);
  const shares = rowsOf.flatMap((row) =>
    columnsOf.map((col) => {
      const position = binary(graph, 'AddV2', binary(graph, 'Mul', row.place, graph.scalar(width)), col.place);
      const target = binary(graph, 'AddV2', firstPixel, cast(graph, position, 'int32'));
      const weight = reshape(graph, binary(graph, 'Mul', row.weight, col.weight), [-1, 1]);
      return graph.add(
        'UnsortedSegmentSum',
        [binary(graph, 'Mul', flat, weight), reshape(graph, target, [-1]), segments],
        { ...floatT, Tindices: attr.type('int32'), Tnumsegments: attr.type('int32') },
      );
    }),
  );
  const total = shares.reduce((sum, share) => binary(graph, 'AddV2', sum, share));
  return [reshapeTo(graph, total, shapeOf(graph, dy))];
};

interface Neighbour {
  /** A place that exists, `[batch, pixels]`, whole. */
  readonly place: TfTensor;
  /** Its share of what was read; 0 for one that does not exist. */
  readonly weight: TfTensor;
}

/** The one or two places along an axis that a place between them is read from. */
function neighbours(
  graph: GraphDefBuilder,
  place: TfTensor,
  length: number,
  interpolation: TransformImagesAttributes['interpolation'],
): readonly Neighbour[] {
  const existing = (whole: TfTensor, share: TfTensor | undefined): Neighbour => {
    const clamped = clamp(graph, whole, length);
    const exists = graph.add(
      'Equal',
      [whole, clamped],
      { ...floatT, incompatible_shape_error: attr.bool(true) },
      'bool',
    );
    const weight = cast(graph, exists, 'float32');
    return { place: clamped, weight: share === undefined ? weight : binary(graph, 'Mul', weight, share) };
  };
  if (interpolation === 'nearest') {
    // Halves away from 0, as C rounds; TensorFlow's Round goes to the even number.
    const up = unary(graph, 'Floor', binary(graph, 'AddV2', unary(graph, 'Abs', place), graph.scalar(0.5)));
    return [existing(binary(graph, 'Mul', unary(graph, 'Sign', place), up), undefined)];
  }
  const below = unary(graph, 'Floor', place);
  const above = binary(graph, 'AddV2', below, graph.scalar(1));
  return [existing(below, binary(graph, 'Sub', above, place)), existing(above, binary(graph, 'Sub', place, below))];
}

/** A place beyond the border brought to the one that stands for it. */
function inBounds(
  graph: GraphDefBuilder,
  place: TfTensor,
  length: number,
  fillMode: TransformImagesAttributes['fillMode'],
): TfTensor {
  if (fillMode === 'constant') return place;
  if (fillMode === 'nearest') return clamp(graph, place, length);
  const period = binary(graph, 'FloorMod', place, graph.scalar(2 * length));
  const mirrored = binary(graph, 'Sub', graph.scalar(2 * length - 1), period);
  return clamp(graph, binary(graph, 'Minimum', period, mirrored), length);
}

function clamp(graph: GraphDefBuilder, place: TfTensor, length: number): TfTensor {
  return binary(graph, 'Maximum', binary(graph, 'Minimum', place, graph.scalar(length - 1)), graph.scalar(0));
}

function batchOf(graph: GraphDefBuilder, tensor: TfTensor): TfTensor {
  const attributes = { T: attr.type('int32'), Index: attr.type('int32') };
  const batch = graph.add('Slice', [shapeOf(graph, tensor), graph.ints([0]), graph.ints([1])], attributes, 'int32');
  return graph.add('Reshape', [batch, graph.ints([])], { T: attr.type('int32'), Tshape: attr.type('int32') }, 'int32');
}

function zero(graph: GraphDefBuilder): TfTensor {
  return graph.constant('int32', [], [0]);
}

function one(graph: GraphDefBuilder): TfTensor {
  return graph.constant('int32', [], [1]);
}
