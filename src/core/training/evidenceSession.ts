import type { Engine, Session, TensorData } from '../engine.js';
import { buildEvidenceProgram, type EvidenceProgram } from '../graph/buildEvidenceProgram.js';
import type { ModelPlan } from '../plan/plan.js';
import type { VariableValues } from './modelSession.js';
import { requireValues } from './requireValues.js';

/** A trained model whose layers can be looked at: the signatures of `buildEvidenceProgram` as typed calls. Calls must not overlap. */
export class EvidenceSession {
  readonly #session: Session;
  readonly #inputShape: readonly number[];
  readonly #hasGradients: boolean;

  private constructor(session: Session, { program }: EvidenceProgram, plan: ModelPlan) {
    this.#session = session;
    this.#inputShape = plan.inputShape;
    this.#hasGradients = program.signatures.some(({ name }) => name === 'gradientNorms');
  }

  /** @throws EngineError, ValuesMismatchError */
  static async create(engine: Engine, plan: ModelPlan, weights: VariableValues): Promise<EvidenceSession> {
    const built = buildEvidenceProgram(plan);
    const values = requireValues(built.weights, weights);
    const session = await engine.createSession(built.program);
    try {
      await session.run('initialize', values);
      return new EvidenceSession(session, built, plan);
    } catch (error) {
      session.dispose();
      throw error;
    }
  }

  /** What the layers give for images, by `pooledNames`. */
  async pooled(images: Uint8Array, count: number): Promise<Readonly<Record<string, TensorData>>> {
    return this.#session.run('pooled', { images: this.#imageFeed(images, count) });
  }

  /** Of what `pooled` gives only the means. */
  async means(images: Uint8Array, count: number): Promise<Readonly<Record<string, TensorData>>> {
    return this.#session.run('means', { images: this.#imageFeed(images, count) });
  }

  /** By layer; layers without trained weights are missing. */
  async gradientNorms(images: Uint8Array, labels: Int32Array): Promise<ReadonlyMap<string, number>> {
    if (!this.#hasGradients) return new Map();
    const outputs = await this.#session.run('gradientNorms', {
      images: this.#imageFeed(images, labels.length),
      labels: { dtype: 'int32', shape: [labels.length], data: labels },
    });
    return new Map(Object.entries(outputs).map(([layer, { data }]) => [layer, data[0] ?? Number.NaN]));
  }

  dispose(): void {
    this.#session.dispose();
  }

  #imageFeed(images: Uint8Array, count: number): TensorData {
    return { dtype: 'uint8', shape: [count, ...this.#inputShape], data: images };
  }
}
