import type { Dataset } from '../core/dataset.js';
import type { Engine } from '../core/engine.js';
import { evidenceLayers } from '../core/evidence/evidenceLayers.js';
import { mostConfusedPair, probeLayers, tooShort } from '../core/evidence/probeLayers.js';
import type { ModelPlan } from '../core/plan/plan.js';
import { EvidenceSession } from '../core/training/evidenceSession.js';
import { evaluationBatch, type VariableValues } from '../core/training/modelSession.js';
import { writeEvidence, writeSkippedEvidence } from '../runs/evidenceFile.js';

/** A trained model and what it made of the test images. */
export interface EvidenceOptions {
  readonly folder: string;
  readonly engine: Engine;
  readonly plan: ModelPlan;
  /** All weights of the model. */
  readonly weights: VariableValues;
  readonly test: Dataset['test'];
  /** `test.count × plan.classCount` */
  readonly probabilities: Float32Array;
  /** Counts, a row for each true class. */
  readonly confusion: readonly (readonly number[])[];
  /** What the training took; 0: it does not matter how long this takes. */
  readonly trainingMs: number;
  readonly signal: AbortSignal;
}

/** Of the training's time, evidence takes less than this. */
const SHARE = 0.1;
/** To make the model ready for it takes about so long: in less nothing can be done. */
const LEAST_MS = 300;

/**
 * Looks at a model's layers and stores what is found, or why nothing was: it is never the reason that a run fails. With a
 * program and a session of its own, after the training: nothing of it can reach the weights, and it draws from a random
 * stream that nothing else uses. @throws the signal's reason; Error when the disk refuses.
 */
export async function gatherEvidence(options: EvidenceOptions): Promise<{ readonly skipped?: string }> {
  const { folder, plan, trainingMs, signal } = options;
  const limitMs = trainingMs === 0 ? Number.POSITIVE_INFINITY : SHARE * trainingMs;
  const start = performance.now();
  if (limitMs < LEAST_MS) return skip(folder, tooShort(limitMs));
  const layers = evidenceLayers(plan);
  const { engine, weights, test, probabilities, confusion } = options;
  const session = await EvidenceSession.create(engine, plan, weights);
  try {
    const outcome = await probeLayers({
      session,
      layers,
      test,
      classCount: plan.classCount,
      probabilities,
      pair: mostConfusedPair(confusion),
      // All layers' outputs may be in memory at once.
      batch: Math.max(1, Math.floor(evaluationBatch(plan) / 4)),
      elapsed: () => performance.now(),
      limitMs: limitMs - (performance.now() - start),
      async breathe() {
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      },
    });
    if ('skipped' in outcome) return skip(folder, outcome.skipped);
    const durationMs = performance.now() - start;
    await writeEvidence(folder, { ...outcome.evidence, durationMs, trainingMs }, outcome.votes);
    return {};
  } finally {
    session.dispose();
  }
}

async function skip(folder: string, skipped: string): Promise<{ readonly skipped: string }> {
  await writeSkippedEvidence(folder, skipped);
  return { skipped };
}
