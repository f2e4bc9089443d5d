import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { macsOf } from '../../src/core/plan/plan.js';
import { trainingPhases } from '../../src/core/training/trainingPhases.js';
import { loadRecordedDataset } from '../../src/datasets/recordedDataset.js';
import { loadEngine } from '../../src/engines/loadEngine.js';
import { readEvidence } from '../../src/runs/evidenceFile.js';
import { readPredictions } from '../../src/runs/predictionsFile.js';
import { readRun } from '../../src/runs/readRun.js';
import { gatherEvidence } from '../../src/trainer/gatherEvidence.js';
import { readTrainedModel } from '../../src/trainer/trainedModel.js';

// What looking at the layers takes beside the training, done again with the weights of stored runs, whose folders are left as
// they are: `node test/support/runScript.mjs test/benchmark/layerEvidence.ts [--rounds 3] RUN-FOLDER…`. One engine a process has
// one number of threads, so runs of models that are trained with another number want a process of their own.

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '3' } },
  allowPositionals: true,
});
/** What the product promises: a share of the training's time, and images that probes are fitted on. */
const [LIMIT, IMAGES] = [0.1, 1000];

async function measure(source: string): Promise<void> {
  const own = mkdtempSync(path.join(tmpdir(), 'bakeoff-evidence-'));
  try {
    const folder = path.join(own, 'run');
    cpSync(source, folder, { recursive: true });
    const { state, started, plan, recipe, weights } = await readTrainedModel(folder);
    const trainingMs = await trainingTime(source);
    if (state.evaluation === undefined) throw new Error(`${source} was not evaluated`);
    const { probabilities } = await readPredictions(folder, state);
    const { test } = await loadRecordedDataset({ id: started.request.dataset, description: started.dataset });
    const engine = await loadEngine(started.request.engine, { stepMacs: macsOf(plan) * recipe.batchSize });
    const phase = trainingPhases(plan, recipe).at(-1)?.plan ?? plan;
    const { confusion } = state.evaluation;
    for (let round = 0; round < Number(values.rounds); round += 1) {
      const { signal } = new AbortController();
      await gatherEvidence({
        folder,
        engine,
        plan: phase,
        weights,
        test,
        probabilities,
        confusion,
        trainingMs,
        signal,
      });
      process.stdout.write(`${started.modelName}: ${told(await readEvidence(folder), trainingMs)}\n`);
    }
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** As the run stored it, else from its first epoch to its evaluation. */
async function trainingTime(folder: string): Promise<number> {
  const evidence = await readEvidence(folder);
  if (evidence !== undefined && 'trainingMs' in evidence && evidence.trainingMs > 0) return evidence.trainingMs;
  const { state } = await readRun(folder);
  return state.epochs.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

function told(evidence: Awaited<ReturnType<typeof readEvidence>>, trainingMs: number): string {
  if (evidence === undefined || 'skipped' in evidence) return `skipped: ${evidence?.skipped}`;
  const { durationMs, probeImages, votedImages, layers } = evidence;
  const share = durationMs / trainingMs;
  const notes = layers.filter(({ note }) => note !== undefined).length;
  const isKept = share < LIMIT && probeImages === IMAGES && notes === 0;
  return [
    `${durationMs.toFixed(0)} ms, ${(100 * share).toFixed(1)} % of ${(trainingMs / 1000).toFixed(1)} s`,
    `${layers.length} layers, probes on ${probeImages} images, votes on ${votedImages}, ${notes} layers without`,
    isKept ? 'kept' : 'NOT KEPT',
  ].join('; ');
}

async function main(): Promise<void> {
  for (const folder of positionals) await measure(folder);
}

void main();
