import { accumulateFunctions } from './accumulate.js';
import { columnFunctions } from './columns.js';
import { elementwiseFunctions } from './elementwise.js';
import { encodeModule } from './encoding.js';
import { geluFunctions } from './gelu.js';
import { trainingFunctions } from './training.js';

type Unary = (x: number, output: number, byteLength: number) => void;
type Binary = (a: number, b: number, output: number, byteLength: number) => void;

/**
 * Loops over float32 tensors in WebAssembly, four numbers at a time. All pointers are byte offsets into the memory, all
 * lengths bytes and not 0. Up to 12 bytes past the end of a tensor are read and written.
 */
export interface SimdKernels {
  readonly add: Binary;
  readonly subtract: Binary;
  readonly multiply: Binary;
  readonly divide: Binary;
  readonly scale: (x: number, output: number, byteLength: number, factor: number, offset: number) => void;
  readonly square: Unary;
  readonly squareRoot: Unary;
  readonly reciprocalSquareRoot: Unary;
  readonly absolute: Unary;
  readonly exponential: Unary;
  readonly relu: Unary;
  readonly relu6: Unary;
  /** `dy` where `y` is above 0 (and below 6). */
  readonly reluGradient: Binary;
  readonly relu6Gradient: Binary;
  readonly gelu: Unary;
  /** From `dy` and `x`. */
  readonly geluGradient: Binary;
  /** `variable − rate · gradient`. */
  readonly gradientDescent: (a: number, b: number, output: number, byteLength: number, rate: number) => void;
  /** `old + (next − old) · share`. */
  readonly moveAverage: (old: number, next: number, output: number, byteLength: number, share: number) => void;
  /** For each column: Σ x. */
  readonly columnSums: (x: number, sums: number, byteLength: number, rowBytes: number) => void;
  /** For each column: Σ (x − mean)². */
  readonly columnSquares: (x: number, mean: number, sums: number, byteLength: number, rowBytes: number) => void;
  /** For each column: Σ dy and Σ dy · (x − mean). */
  readonly columnProducts: (
    ...pointersAndLengths: [
      dy: number,
      x: number,
      mean: number,
      sums: number,
      products: number,
      byteLength: number,
      rowBytes: number,
    ]
  ) => void;
  /** `x + bias[column]`. */
  readonly addColumns: (x: number, bias: number, output: number, byteLength: number, rowBytes: number) => void;
  readonly multiplyColumns: (x: number, factor: number, output: number, byteLength: number, rowBytes: number) => void;
  /** `x · factor[column] + offset[column]`. */
  readonly scaleColumns: (
    ...pointersAndLengths: [
      x: number,
      factor: number,
      offset: number,
      output: number,
      byteLength: number,
      rowBytes: number,
    ]
  ) => void;
  /** `dy · a[column] + x · b[column] + c[column]`. */
  readonly blendColumns: (
    ...pointersAndLengths: [
      dy: number,
      x: number,
      a: number,
      b: number,
      c: number,
      output: number,
      byteLength: number,
      rowBytes: number,
    ]
  ) => void;
  readonly adam: (
    ...pointersAndScalars: [
      variable: number,
      first: number,
      second: number,
      gradient: number,
      byteLength: number,
      rate: number,
      keep1: number,
      keep2: number,
      epsilon: number,
      decay: number,
    ]
  ) => void;
  /**
   * `C += AᵀB`, see `accumulate.ts`: A and B are read at `columns` places a step apart, `rows` times a row step apart; C
   * has `height` rows, `cStep` apart, of `widthBytes`.
   */
  readonly accumulateProduct: (
    ...parameters: [
      a: number,
      b: number,
      c: number,
      rows: number,
      columns: number,
      aStep: number,
      bStep: number,
      aRowStep: number,
      bRowStep: number,
      height: number,
      widthBytes: number,
      cStep: number,
    ]
  ) => void;
  readonly dropoutMask: (
    ...parameters: [
      mask: number,
      blocks: number,
      key0: number,
      key1: number,
      step: number,
      threshold: number,
      scale: number,
    ]
  ) => void;
  readonly maxPoolGradient: (
    ...parameters: [
      dy: number,
      x: number,
      y: number,
      dx: number,
      outputRows: number,
      outputColumns: number,
      channelBytes: number,
    ]
  ) => void;
}

const functions = [
  ...accumulateFunctions,
  ...elementwiseFunctions,
  ...geluFunctions,
  ...columnFunctions,
  ...trainingFunctions,
];

/** Compiles the loops (a few milliseconds) over a memory. */
export function instantiateSimd(memory: WebAssembly.Memory): SimdKernels {
  const module = new WebAssembly.Module(encodeModule(functions));
  const { exports } = new WebAssembly.Instance(module, { host: { memory } });
  return exports as unknown as SimdKernels;
}
