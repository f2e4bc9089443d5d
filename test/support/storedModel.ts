import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runFiles } from '../../src/runs/runFolder.js';
import { writeWeights } from '../../src/runs/weightsFile.js';
import { interopModel } from './interopModels.js';
import { storeRun } from './storedRun.js';

const classes = Array.from({ length: 10 }, (_, index) => `class ${index}`);

/** Writes a finished run of a definition with its weights into `root`, for 28 × 28 × 1 images in ten classes. */
export async function storeModel(root: string, runId: string, text: string): Promise<string> {
  const { name, weights } = interopModel(text);
  const folder = await storeRun(root, runId, { runId, modelName: name, classNames: classes });
  writeFileSync(path.join(folder, runFiles.definition), text);
  await writeWeights(folder, weights);
  return folder;
}
