import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ModelPlan, PlannedBackbone } from '../core/plan/plan.js';
import { type BackboneWeight, backboneWeights } from '../core/plan/plannedBackbone.js';
import type { BackboneRecord } from '../core/run/events.js';
import type { VariableValues } from '../core/training/modelSession.js';
import { FolderBoundary } from '../folderBoundary.js';
import { BackboneError } from './backboneError.js';
import { readWeightFile } from './readWeightFile.js';
import { type WeightPlaces, weightCandidates, weightPlaces } from './weightPlaces.js';
import type { ReadWeights } from './weightReader.js';
import { weightsNotFound } from './weightsNotFound.js';

/** The weights that a plan's backbones begin with. */
export interface LoadedBackbones {
  /** By the names of their variables; nothing of a backbone that begins with its initializers. */
  readonly values: VariableValues;
  /** What they are and where they came from, in the plan's order. */
  readonly records: readonly BackboneRecord[];
}

/**
 * Reads the weights of a plan's backbones. ImageNet weights are looked for among the embedded ones, in the cache, and in the
 * folder that the user set; nothing is downloaded. A path is relative to the definition and may not leave its folder.
 * @throws BackboneError that says what to do
 */
export async function loadBackboneWeights(
  plan: ModelPlan,
  definitionPath: string,
  places: WeightPlaces = weightPlaces(),
): Promise<LoadedBackbones> {
  const values: Record<string, VariableValues[string]> = {};
  const records: BackboneRecord[] = [];
  for (const backbone of plan.backbones ?? []) {
    const { layer, network, alpha, inputSize, upTo } = backbone;
    const base = { layer, network, alpha, inputSize, upTo };
    if (backbone.weights === 'none') {
      records.push({ ...base, origin: 'none' });
      continue;
    }
    const wanted = backboneWeights(plan, backbone);
    const found = await findWeights(backbone, wanted, definitionPath, places);
    const hash = createHash('sha256');
    for (const { variable, shape } of wanted) {
      const data = found.read.get(variable) ?? new Float32Array();
      hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      values[variable] = { dtype: 'float32', shape, data };
    }
    const { origin, title } = found;
    records.push({ ...base, origin, title, checksum: hash.digest('hex') });
  }
  return { values, records };
}

interface FoundWeights {
  readonly read: ReadWeights;
  readonly origin: BackboneRecord['origin'];
  readonly title: string;
}

async function findWeights(
  backbone: PlannedBackbone,
  wanted: readonly BackboneWeight[],
  definitionPath: string,
  places: WeightPlaces,
): Promise<FoundWeights> {
  if (backbone.weights !== 'imagenet') {
    const folder = dirname(resolve(definitionPath));
    const path = resolve(folder, backbone.weights);
    if (!(await new FolderBoundary([folder]).containsFolder(path))) throw outside(backbone, folder);
    return { read: await readWeightFile(path, wanted), origin: 'file', title: backbone.weights };
  }
  let shorter: BackboneError | undefined;
  for (const { origin, path, title } of weightCandidates(backbone, places)) {
    if (!existsSync(path)) continue;
    try {
      return { read: await readWeightFile(path, wanted), origin, title };
    } catch (error) {
      // A network that is cut earlier, or a shard that was never fetched: another file may hold more.
      const isPart = error instanceof BackboneError && (error.code === 'weight-missing' || error.code === 'unreadable');
      if (!isPart) throw error;
      shorter = error;
    }
  }
  throw weightsNotFound(backbone.layer, backbone, places, shorter);
}

function outside({ layer, weights }: PlannedBackbone, folder: string): BackboneError {
  return new BackboneError({
    code: 'outside',
    path: layer,
    problem: `its weights ${JSON.stringify(weights)} lead out of the definition's folder ${folder}`,
    advice: 'Put the file beside the definition or below it.',
  });
}
