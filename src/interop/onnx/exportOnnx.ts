import { inferenceProgram } from '../../core/graph/inferenceProgram.js';
import { version } from '../../version.js';
import { ExportError, type ExportedFile, type ExportSource } from '../exporter.js';
import { weightBytes } from '../exportParts.js';
import { lowerOnnx } from './lowerOnnx.js';
import { encodeOnnx } from './onnxProto.js';

/** The set of operators that is written, known since onnxruntime 1.12 (2022). */
export const ONNX_OPSET = 17;

const IR_VERSION = 8;
/** A protocol buffer is smaller than 2 GiB; some room for what is no weight. */
const MAXIMUM_WEIGHT_BYTES = 2 ** 31 - 2 ** 24;

/**
 * An ONNX model of opset 17: `images` uint8 `[batch, height, width, channels]` to `probabilities` float32
 * `[batch, classes]`. The names of the classes are in its metadata, as JSON.
 */
export function exportOnnx({ plan, weights, started, runId }: ExportSource): readonly ExportedFile[] {
  const bytes = weightBytes(weights);
  if (bytes > MAXIMUM_WEIGHT_BYTES)
    throw new ExportError(`The weights are ${bytes} bytes; an ONNX file holds less than ${MAXIMUM_WEIGHT_BYTES}.`);
  const [signature] = inferenceProgram(plan, { predict: 'uint8' }).program.signatures;
  if (signature === undefined) throw new ExportError('The model has no signature.');
  const { graph, inputs, outputs } = lowerOnnx(signature, weights);
  const model = encodeOnnx({
    name: plan.name,
    producerVersion: version,
    description: `${plan.name}: images 0 to 255, channels last, to the probability of each class.`,
    opset: ONNX_OPSET,
    irVersion: IR_VERSION,
    nodes: graph.nodes,
    initializers: graph.initializers,
    inputs,
    outputs,
    metadata: { classes: JSON.stringify(started.dataset.classNames), run: runId },
  });
  return [{ path: '', bytes: model }];
}
