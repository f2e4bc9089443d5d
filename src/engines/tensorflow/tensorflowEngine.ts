import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, type EngineDescription, EngineError, type Session, type TensorData } from '../../core/engine.js';
import type { DType, Program } from '../../core/graph/graph.js';
import { byteCountName, DONE_OUTPUT, lowerProgram } from './lowerProgram.js';
import type { SavedModel, Tensor, TfjsNode } from './tfjsNode.js';

/** Runs programs as TensorFlow graphs, one native call per signature. */
export class TensorFlowEngine implements Engine {
  readonly #tf: TfjsNode;
  readonly #description: EngineDescription;

  constructor(tf: TfjsNode, description: EngineDescription) {
    this.#tf = tf;
    this.#description = description;
  }

  describe(): EngineDescription {
    return this.#description;
  }

  /** @throws EngineError when TensorFlow refuses the graph. */
  async createSession(program: Program): Promise<Session> {
    const { savedModel, feeds } = lowerProgram(program);
    const folder = await mkdtemp(join(tmpdir(), 'bakeoff-graph-'));
    try {
      await writeFile(join(folder, 'saved_model.pb'), savedModel);
      const signatures = new Map<string, SavedModel>();
      for (const { name } of program.signatures)
        signatures.set(name, await this.#tf.node.loadSavedModel(folder, ['serve'], name));
      return new TensorFlowSession(this.#tf, signatures, feeds);
    } catch (error) {
      throw new EngineError(`TensorFlow could not load the model's graph: ${messageOf(error)}`, { cause: error });
    } finally {
      // TensorFlow has read it; nothing refers to the file any more.
      await rm(folder, { recursive: true, force: true });
    }
  }
}

class TensorFlowSession implements Session {
  readonly #tf: TfjsNode;
  readonly #signatures: ReadonlyMap<string, SavedModel>;
  readonly #feeds: Readonly<Record<string, Readonly<Record<string, DType>>>>;

  constructor(
    tf: TfjsNode,
    signatures: ReadonlyMap<string, SavedModel>,
    feeds: Readonly<Record<string, Readonly<Record<string, DType>>>>,
  ) {
    this.#tf = tf;
    this.#signatures = signatures;
    this.#feeds = feeds;
  }

  async run(name: string, feeds: Readonly<Record<string, TensorData>>): Promise<Record<string, TensorData>> {
    const signature = this.#signatures.get(name);
    if (signature === undefined) throw new EngineError(`the program has no signature ${name}`);
    const inputs = this.#inputs(name, feeds);
    let outputs: Record<string, Tensor> = {};
    try {
      outputs = signature.predict(inputs);
      const answers = Object.entries(outputs).filter(([key]) => key !== DONE_OUTPUT);
      return Object.fromEntries(answers.map(([key, tensor]) => [key, contentOf(tensor)]));
    } catch (error) {
      throw new EngineError(`TensorFlow failed in ${name}: ${messageOf(error)}`, { cause: error });
    } finally {
      for (const tensor of [...Object.values(inputs), ...Object.values(outputs)]) tensor.dispose();
    }
  }

  dispose(): void {
    for (const signature of this.#signatures.values()) signature.dispose();
  }

  #inputs(name: string, feeds: Readonly<Record<string, TensorData>>): Record<string, Tensor> {
    const inputs: Record<string, Tensor> = {};
    for (const [placeholder, dtype] of Object.entries(this.#feeds[name] ?? {})) {
      const feed = feeds[placeholder];
      if (feed === undefined) throw new EngineError(`${name} needs the feed ${placeholder}`);
      if (feed.dtype !== dtype) throw new EngineError(`${name} wants ${placeholder} as ${dtype}, got ${feed.dtype}`);
      if (dtype === 'uint8') {
        const words = asWords(feed.data as Uint8Array);
        inputs[placeholder] = this.#tf.tensor(words, [words.length], 'int32');
        inputs[byteCountName(placeholder)] = this.#tf.tensor(Int32Array.of(feed.data.length), [1], 'int32');
      } else {
        inputs[placeholder] = this.#tf.tensor(feed.data as Float32Array | Int32Array, [...feed.shape], dtype);
      }
    }
    return inputs;
  }
}

/** Bytes as int32 words, padded with zeros to whole words; without a copy where alignment and length allow. */
function asWords(bytes: Uint8Array): Int32Array {
  if (bytes.byteOffset % 4 === 0 && bytes.length % 4 === 0)
    return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return new Int32Array(padded.buffer);
}

function contentOf(tensor: Tensor): TensorData {
  if (tensor.dtype !== 'float32' && tensor.dtype !== 'int32')
    throw new EngineError(`TensorFlow answered with ${tensor.dtype}, which no signature asks for`);
  return { dtype: tensor.dtype, shape: tensor.shape, data: tensor.dataSync() };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
