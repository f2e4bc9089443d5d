import { printable } from '../../core/format.js';
import type { ModelPlan, PlannedLayer } from '../../core/plan/plan.js';
import { ExportError } from '../exporter.js';

/** Layers that mixing can as well be done before: affine in each pixel, or moving pixels alone. */
const passable = ['input', 'rescale', 'resize', 'zeroPadding2d', 'reshape', 'flatten', 'mixup'];

/**
 * The `alpha` of a plan's mixup, which a program has to do to batches, as targets are mixed too; undefined without one.
 * @throws ExportError for one behind layers that compute, or a second one.
 */
export function mixupOf({ layers }: ModelPlan, library: string): number | undefined {
  const mixups = layers.filter(({ definition }) => definition.type.type === 'mixup');
  const [first, second] = mixups;
  if (first === undefined) return undefined;
  if (second !== undefined) throw new ExportError(`A program for ${library} mixes batches once; the model does twice.`);
  const before = layers.slice(0, layers.indexOf(first)).find((layer) => !isPassable(layer));
  if (before !== undefined)
    throw new ExportError(
      `A program for ${library} mixes the images of a batch before the model sees them, but the mixup stands behind "${printable(before.definition.name)}". Put it in front.`,
    );
  return Number(first.definition.options.alpha);
}

function isPassable({ definition: { type } }: PlannedLayer): boolean {
  return passable.includes(type.type) || type.randomInTraining === true;
}
