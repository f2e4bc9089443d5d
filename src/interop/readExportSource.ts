import path from 'node:path';
import { MAXIMUM_LENGTH } from '../core/definition/jsonDocument.js';
import { parseModel } from '../core/definition/parseModel.js';
import type { Problem } from '../core/definition/problem.js';
import { printable } from '../core/format.js';
import { planModel } from '../core/plan/planModel.js';
import type { VariableValues } from '../core/training/modelSession.js';
import { readRegularFile } from '../regularFile.js';
import { readRun } from '../runs/readRun.js';
import { runFiles } from '../runs/runFolder.js';
import { readWeights } from '../runs/weightsFile.js';
import { ExportError, type ExportSource } from './exporter.js';

/**
 * Reads a run with the weights that it ended with. Needs no engine and no images.
 * @throws ExportError when the run did not get that far, or its definition and weights do not belong together;
 * WeightsError when the weights are missing or damaged.
 */
export async function readExportSource(folder: string): Promise<ExportSource> {
  const { runId, folder: absolute, state } = await readRun(folder);
  const { started, status } = state;
  if (status === 'running') throw new ExportError('The run is still being trained; export it when it has ended.');
  if (started === undefined) throw new ExportError('The run holds no trained model: its training never began.');
  const limits = { maximumBytes: 4 * MAXIMUM_LENGTH, refuseLinks: true };
  const text = await readRegularFile(path.join(absolute, runFiles.definition), limits).catch((error: Error) => {
    throw new ExportError(`The run's definition cannot be read: ${error.message}.`);
  });
  const { value: definition, problems } = parseModel(text.toString('utf8'));
  const { imageShape, classNames } = started.dataset;
  const planned = definition && planModel(definition, { inputShape: imageShape, classCount: classNames.length });
  if (definition === undefined || planned?.plan === undefined)
    throw new ExportError(
      `The run's definition has errors: ${firstError([...problems, ...(planned?.problems ?? [])])}`,
    );
  const weights = await readWeights(absolute);
  const { plan } = planned;
  requireWeights(plan.layers, weights);
  return { runId, folder: absolute, state, started, definition, plan, recipe: started.recipe, weights };
}

function firstError(problems: readonly Problem[]): string {
  return printable(problems.find(({ severity }) => severity === 'error')?.message ?? 'this version cannot read it.');
}

function requireWeights(layers: ExportSource['plan']['layers'], weights: VariableValues): void {
  for (const layer of layers)
    for (const { name, shape } of layer.weights) {
      const full = `${layer.definition.name}/${name}`;
      if (weights[full]?.shape.join() === shape.join()) continue;
      const found = weights[full] === undefined ? 'none' : `[${weights[full].shape.join(', ')}]`;
      throw new ExportError(
        `The run's weights do not fit its definition: ${printable(full)} should be [${shape.join(', ')}], found ${found}.`,
      );
    }
}
