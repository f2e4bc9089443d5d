import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelledImages } from '../../src/core/dataset.js';
import type { VariableValues } from '../../src/core/training/modelSession.js';
import type { PlannedModelJson } from '../support/plannedModel.js';
import { writeTensors } from '../support/tensorFile.js';
import type { StepsResult } from './runSteps.js';

/** A training to be done by Keras. */
export interface KerasCase {
  /** Also the name of its folder. */
  readonly name: string;
  readonly model: PlannedModelJson;
  readonly weights: VariableValues;
  readonly batches: readonly Int32Array[];
  /** Has PyTorch predict too, before training. */
  readonly torch?: boolean;
}

export interface KerasCasesOptions {
  readonly python: string;
  /** Folder of the Python scripts. */
  readonly scripts: string;
  /** An empty folder for the exchange. */
  readonly folder: string;
  readonly images: LabelledImages;
  readonly imageShape: readonly number[];
  readonly probes: number;
}

/** What the references gave for one case. */
export interface ReferenceResult {
  readonly keras: StepsResult;
  /** PyTorch's probabilities before training. */
  readonly torch?: readonly number[];
}

/** Has Keras (and PyTorch) run the cases, all in one process. @throws Error with the end of its output if it fails. */
export async function runKerasCases(
  cases: readonly KerasCase[],
  options: KerasCasesOptions,
): Promise<Map<string, ReferenceResult>> {
  const { folder, images, imageShape, probes } = options;
  writeTensors(join(folder, 'data'), {
    images: { dtype: 'uint8', shape: [images.count, ...imageShape], data: images.images },
    labels: { dtype: 'int32', shape: [images.count], data: Int32Array.from(images.labels) },
  });
  for (const { name, model, weights, batches } of cases) {
    const place = join(folder, name);
    mkdirSync(place);
    writeFileSync(join(place, 'model.json'), JSON.stringify(model));
    writeTensors(join(place, 'weights'), weights);
    const flat = Int32Array.from(batches.flatMap((batch) => [...batch]));
    const shape = [batches.length, batches[0]?.length ?? 0];
    writeTensors(join(place, 'indices'), { indices: { dtype: 'int32', shape, data: flat } });
  }
  const torch = cases.filter((each) => each.torch).map(({ name }) => name);
  const list = { keras: cases.map(({ name }) => name), torch, probes };
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(list));
  await runPython(options.python, [join(options.scripts, 'run_cases.py'), folder]);
  return new Map(cases.map(({ name, torch: withTorch }) => [name, readResult(join(folder, name), withTorch === true)]));
}

function readResult(place: string, withTorch: boolean): ReferenceResult {
  const read = (file: string) => JSON.parse(readFileSync(join(place, file), 'utf8')) as Record<string, number[][]>;
  const { losses, before, after } = read('keras.json');
  const keras = { losses: (losses ?? []).flat(), before: (before ?? []).flat(), after: (after ?? []).flat() };
  return withTorch ? { keras, torch: (read('torch.json').before ?? []).flat() } : { keras };
}

/** Runs a Python script to its end. @throws Error with the end of its output if it fails. */
export function runPython(python: string, argumentList: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, argumentList, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let log = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${argumentList[0]} ended with ${signal ?? `exit code ${code}`}:\n${log.trim()}`));
    });
  });
}
