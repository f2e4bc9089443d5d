import { reduceRunEvents } from '../../src/core/run/state.js';
import type { ExportSource } from '../../src/interop/exporter.js';
import type { InteropModel } from './interopModels.js';
import { recordedRun } from './recordedRun.js';

const classes = Array.from({ length: 10 }, (_, index) => `class ${index}`);

/** A finished run of a model, as exports read it; its curves and figures are made up. */
export function exportSourceOf({ name, definition, plan, weights }: InteropModel): ExportSource {
  const runId = `20261122-120000-${name}-s0-0000`;
  const state = reduceRunEvents(recordedRun({ runId, modelName: name, classNames: classes }));
  const { started } = state;
  if (started === undefined) throw new Error('a recorded run begins');
  return { runId, folder: '/runs', state, started, definition, plan, recipe: definition.recipe, weights };
}
