import type { Dataset } from '../core/dataset.js';
import type { Engine } from '../core/engine.js';
import type { ModelPlan } from '../core/plan/plan.js';
import type { Evaluated } from '../core/run/events.js';
import type { VariableValues } from '../core/training/modelSession.js';
import { writeSkippedEvidence } from '../runs/evidenceFile.js';
import { gatherEvidence } from './gatherEvidence.js';

interface TrainingEvidenceOptions {
  readonly folder: string;
  readonly engine: Engine;
  readonly plan: ModelPlan;
  readonly test: Dataset['test'];
  readonly signal: AbortSignal;
}

/** Looks at the layers of the model that a training ends with: remembers what it saves, and does its work after the evaluation. */
export class TrainingEvidence {
  readonly #options: TrainingEvidenceOptions;
  readonly #start = performance.now();
  #weights: VariableValues | undefined;
  #probabilities: Float32Array | undefined;
  #durationMs: number | undefined;

  constructor(options: TrainingEvidenceOptions) {
    this.#options = options;
  }

  /** All weights that the model ends with. */
  keepWeights(weights: VariableValues): void {
    this.#weights = weights;
  }

  keepPredictions(probabilities: Float32Array): void {
    this.#probabilities = probabilities;
  }

  /** What `gather` took; undefined before it. Milliseconds. */
  get durationMs(): number | undefined {
    return this.#durationMs;
  }

  /** Never throws: a run is no worse for the lack of it. */
  async gather({ evaluation, durationMs }: Evaluated): Promise<void> {
    const begin = performance.now();
    await this.#gather(evaluation, Math.max(1, begin - this.#start - durationMs));
    this.#durationMs = performance.now() - begin;
  }

  async #gather({ confusion }: Evaluated['evaluation'], trainingMs: number): Promise<void> {
    const [weights, probabilities] = [this.#weights, this.#probabilities];
    if (weights === undefined || probabilities === undefined) return;
    try {
      await gatherEvidence({ ...this.#options, weights, probabilities, confusion, trainingMs });
    } catch (error) {
      if (this.#options.signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      process.stderr.write(`The layers could not be looked at: ${message}\n`);
      await writeSkippedEvidence(this.#options.folder, `It failed: ${message}`.slice(0, 1000)).catch(() => undefined);
    }
  }
}
