import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackboneWeights } from '../../src/backbones/loadBackboneWeights.js';
import type { Engine } from '../../src/core/engine.js';
import { buildFeatureProgram } from '../../src/core/graph/buildFeatureProgram.js';
import { partName } from '../../src/core/plan/partName.js';
import type { ModelPlan } from '../../src/core/plan/plan.js';
import { initialWeights } from '../../src/core/training/modelSession.js';
import { planWithBackbone } from '../support/backboneWeights.js';
import { runPython } from './kerasCases.js';

/** Largest difference of a feature from Keras's, as a part of the largest feature. */
export const FEATURE_TOLERANCE = 1e-3;

/** A network against Keras's. */
export interface BackboneComparison {
  readonly name: string;
  readonly difference: number;
  /** Of one image. */
  readonly features: number;
}

interface BackboneCase {
  readonly name: string;
  readonly network: string;
  readonly alpha: number;
  readonly inputSize: number;
  readonly upTo: string;
  readonly file: string;
  readonly channels: 1 | 3;
}

const cases: readonly BackboneCase[] = [
  {
    name: 'mobilenetV1',
    network: 'mobilenetV1',
    alpha: 1,
    inputSize: 64,
    upTo: 'conv_pw_13_relu',
    file: 'v1.h5',
    channels: 1,
  },
  {
    name: 'mobilenetV1 0.25, odd size',
    network: 'mobilenetV1',
    alpha: 0.25,
    inputSize: 75,
    upTo: 'conv_pw_11_relu',
    file: 'v1.weights.h5',
    channels: 3,
  },
  {
    name: 'mobilenetV2',
    network: 'mobilenetV2',
    alpha: 1,
    inputSize: 64,
    upTo: 'out_relu',
    file: 'v2.weights.h5',
    channels: 3,
  },
  {
    name: 'mobilenetV2 0.35, odd size',
    network: 'mobilenetV2',
    alpha: 0.35,
    inputSize: 75,
    upTo: 'block_6_expand_relu',
    file: 'v2.model.h5',
    channels: 1,
  },
  { name: 'vgg16', network: 'vgg16', alpha: 1, inputSize: 32, upTo: 'block5_pool', file: 'vgg.h5', channels: 3 },
  {
    name: 'vgg16, grey, cut',
    network: 'vgg16',
    alpha: 1,
    inputSize: 48,
    upTo: 'block3_conv2',
    file: 'vgg.weights.h5',
    channels: 1,
  },
];

/** Has Keras make networks with random weights, reads them, and compares what both make of random images. */
export async function backboneParity(
  engine: Engine,
  python: { readonly python: string; readonly scripts: string },
): Promise<readonly BackboneComparison[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bakeoff-backbones-'));
  try {
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
    await runPython(python.python, [join(python.scripts, 'run_backbones.py'), folder]);
    const compared: BackboneComparison[] = [];
    for (const entry of cases) compared.push(await compare(engine, folder, entry));
    return compared;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(engine: Engine, folder: string, entry: BackboneCase): Promise<BackboneComparison> {
  const { name, network, alpha, inputSize, upTo, file, channels } = entry;
  const plan = planWithBackbone({ name: network, alpha, inputSize, upTo, weights: file }, [28, 28, channels]);
  const { values } = await loadBackboneWeights(plan, join(folder, 'model.jsonc'));
  const last = plan.layers.findIndex(({ definition }) => definition.name === partName('backbone', upTo));
  const prefix: ModelPlan = { ...plan, layers: plan.layers.slice(0, last + 1) };
  const { program } = buildFeatureProgram(prefix);
  const session = await engine.createSession(program);
  try {
    await session.run('initialize', { ...initialWeights(prefix, 0), ...values });
    const bytes = readFileSync(join(folder, `${name}.images.bin`));
    const count = bytes.length / (28 * 28 * channels);
    const images = { dtype: 'uint8' as const, shape: [count, 28, 28, channels], data: new Uint8Array(bytes) };
    const { features } = await session.run('features', { images });
    const expected = new Float32Array(new Uint8Array(readFileSync(join(folder, `${name}.features.bin`))).buffer);
    const own = features?.data ?? new Float32Array();
    if (own.length !== expected.length)
      throw new Error(`${name}: ${own.length} features, Keras has ${expected.length}`);
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const difference = expected.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - (own[at] ?? Number.NaN))),
      0,
    );
    return { name, difference: difference / largest, features: expected.length / count };
  } finally {
    session.dispose();
  }
}
