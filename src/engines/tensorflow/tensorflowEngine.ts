import { type Engine, type EngineDescription, EngineError, type Session, type TensorData } from '../../core/engine.js';
import type { DType, Program } from '../../core/graph/graph.js';
import { GraphFolder, removeAbandonedGraphs } from './graphFolder.js';
import { byteCountName, DONE_OUTPUT, lowerProgram } from './lowerProgram.js';
import type { SavedModel, Tensor, TfjsNode } from './tfjsNode.js';

/** Runs programs as TensorFlow graphs, one native call per signature. */
export class TensorFlowEngine implements Engine {
  readonly #tf: TfjsNode;
  readonly #description: EngineDescription;
  #isTidied = false;

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
    if (!this.#isTidied) await removeAbandonedGraphs();
    this.#isTidied = true;
    const session = new TensorFlowSession(this.#tf, new GraphFolder(savedModel), feeds);
    try {
      // Signatures of one graph share its state for as long as one of them is loaded: the first stays to the end.
      const [first] = program.signatures;
      if (first !== undefined) await session.load(first.name);
      return session;
    } catch (error) {
      session.dispose();
      throw new EngineError(`TensorFlow could not load the model's graph: ${messageOf(error)}`, { cause: error });
    }
  }
}

class TensorFlowSession implements Session {
  readonly #tf: TfjsNode;
  /** Loaded when first asked for: tfjs-node reads the whole file for each. */
  readonly #signatures = new Map<string, SavedModel>();
  readonly #folder: GraphFolder;
  readonly #feeds: Readonly<Record<string, Readonly<Record<string, DType>>>>;

  constructor(tf: TfjsNode, folder: GraphFolder, feeds: Readonly<Record<string, Readonly<Record<string, DType>>>>) {
    this.#tf = tf;
    this.#folder = folder;
    this.#feeds = feeds;
  }

  /** @throws EngineError when the program has no such signature; Error when the disk refuses. */
  async load(name: string): Promise<SavedModel> {
    const known = this.#signatures.get(name);
    if (known !== undefined) return known;
    if (this.#feeds[name] === undefined) throw new EngineError(`the program has no signature ${name}`);
    const signature = await this.#folder.with((path) => this.#tf.node.loadSavedModel(path, ['serve'], name));
    this.#signatures.set(name, signature);
    return signature;
  }

  async run(name: string, feeds: Readonly<Record<string, TensorData>>): Promise<Record<string, TensorData>> {
    const signature = await this.load(name);
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
    this.#signatures.clear();
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
