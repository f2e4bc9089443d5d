import { attr, type GraphDefBuilder, type TfTensor } from '../graphDef.js';
import { reshape } from './lowering.js';

/** Philox4x32-10, TensorFlow's number for it. */
const PHILOX = 1;

/** Uniform random numbers in [0, 1) of a shape (an int32 vector), for a seed int32 `[2]` and the stream of a node. */
export function uniform(graph: GraphDefBuilder, shape: TfTensor, seed: TfTensor, stream: number): TfTensor {
  const attributes = { dtype: attr.type('float32'), Tshape: attr.type('int32') };
  const algorithm = graph.constant('int32', [], [PHILOX]);
  const { key, counter } = philoxState(graph, seed, stream);
  return graph.add('StatelessRandomUniformV2', [shape, key, counter, algorithm], attributes);
}

/** Key = (run seed, stream), counter = (0, step): a layer and a step never share numbers. */
function philoxState(graph: GraphDefBuilder, seed: TfTensor, stream: number): { key: TfTensor; counter: TfTensor } {
  const part = (index: number) =>
    graph.add(
      'Slice',
      [seed, graph.ints([index]), graph.ints([1])],
      { T: attr.type('int32'), Index: attr.type('int32') },
      'int32',
    );
  const zero = graph.ints([0]);
  return {
    key: toUint64(graph, [part(0), graph.ints([stream])], 1),
    counter: toUint64(graph, [zero, zero, part(1), zero], 2),
  };
}

/** Pairs of int32 (low word first) read as uint64. */
function toUint64(graph: GraphDefBuilder, words: readonly TfTensor[], count: number): TfTensor {
  const axis = graph.constant('int32', [], [0]);
  const joined = graph.add(
    'ConcatV2',
    [...words, axis],
    { N: attr.int(words.length), T: attr.type('int32'), Tidx: attr.type('int32') },
    'int32',
  );
  const pairs = reshape(graph, joined, [count, 2]);
  return graph.add('Bitcast', [pairs], { T: attr.type('int32'), type: attr.type('uint64') }, 'uint64');
}
