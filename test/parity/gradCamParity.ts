import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../src/core/engine.js';
import { mapLayers } from '../../src/core/explain/mapLayers.js';
import { mapOutput } from '../../src/core/graph/gradCam.js';
import { randomStream } from '../../src/core/random.js';
import { initialWeights, ModelSession } from '../../src/core/training/modelSession.js';
import { loadModel } from '../support/loadModel.js';
import { plannedModelJson, withoutDropout } from '../support/plannedModel.js';
import { writeTensors } from '../support/tensorFile.js';
import { runPython } from './kerasCases.js';
import { parityModels } from './parityCases.js';

/** Largest difference of a map's value from Keras's, as a part of the map's largest. */
export const MAP_TOLERANCE = 1e-4;

/** A network's class activation maps against those that Keras and TensorFlow's tape make. */
export interface GradCamComparison {
  readonly name: string;
  readonly layers: number;
  /** The largest over all layers and images. */
  readonly difference: number;
}

const models = ['cnn', 'residual', 'separable'] as const satisfies readonly (keyof typeof parityModels)[];
const COUNT = 3;
const CLASSES = 10;

/** Compares the maps of all layers of networks with random weights, for one class and for one rather than another. */
export async function gradCamParity(
  engine: Engine,
  { python, scripts, root }: { readonly python: string; readonly scripts: string; readonly root: string },
): Promise<readonly GradCamComparison[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bakeoff-gradcam-'));
  try {
    const random = randomStream(11, 'gradcam');
    const images = Uint8Array.from({ length: COUNT * 784 }, () => random.integer(256));
    const classWeights = new Float32Array(COUNT * CLASSES);
    for (let image = 0; image < COUNT; image += 1) {
      classWeights[image * CLASSES + image] = 1;
      if (image > 0) classWeights[image * CLASSES + 9] = -1;
    }
    writeTensors(join(folder, 'data'), {
      images: { dtype: 'uint8', shape: [COUNT, 28, 28, 1], data: images },
      labels: { dtype: 'int32', shape: [COUNT], data: new Int32Array(COUNT) },
    });
    writeTensors(join(folder, 'asked'), {
      classWeights: { dtype: 'float32', shape: [COUNT, CLASSES], data: classWeights },
    });
    const prepared = models.map((name) => {
      const { plan: own, recipe } = loadModel(join(root, parityModels[name]));
      const plan = withoutDropout(own);
      const weights = initialWeights(plan, 7);
      const layers = mapLayers(plan)
        .filter(({ type }) => type !== 'dropout' && type !== 'spatialDropout2d')
        .map((layer) => layer.name);
      const place = join(folder, name);
      mkdirSync(place);
      writeFileSync(join(place, 'model.json'), JSON.stringify(plannedModelJson(plan, recipe)));
      writeFileSync(join(place, 'layers.json'), JSON.stringify(layers));
      writeTensors(join(place, 'weights'), weights);
      return { name, plan, recipe, weights, layers };
    });
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(models));
    await runPython(python, [join(scripts, 'run_gradcam.py'), folder]);
    const compared: GradCamComparison[] = [];
    for (const { name, plan, recipe, weights, layers } of prepared) {
      const session = await ModelSession.create(engine, plan, recipe.optimizer, { maps: layers });
      try {
        await session.initializeFrom(weights);
        const own = await session.gradCam(images, COUNT, classWeights);
        const text = readFileSync(join(folder, name, 'gradcam.json'), 'utf8');
        const theirs = JSON.parse(text) as Record<string, { readonly values: readonly number[] }>;
        const differences = layers.map((layer) =>
          relativeDifference(own[mapOutput(layer)]?.data ?? [], theirs[layer]?.values ?? [Number.NaN]),
        );
        compared.push({ name, layers: layers.length, difference: Math.max(...differences) });
      } finally {
        session.dispose();
      }
    }
    return compared;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** NaN where there are not as many, which no tolerance lets pass. */
function relativeDifference(own: ArrayLike<number>, theirs: readonly number[]): number {
  if (own.length !== theirs.length) return Number.NaN;
  const largest = Math.max(...theirs.map(Math.abs));
  return theirs.reduce((most, value, at) => Math.max(most, Math.abs(value - (own[at] ?? Number.NaN)) / largest), 0);
}
