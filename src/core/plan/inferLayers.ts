import type { LayerDefinition } from '../definition/definition.js';
import type { Fix, Problem } from '../definition/problem.js';
import { isLayerProblem, type LayerFix, type LayerPart, type SampleShape } from '../layers/layer.js';
import { frozen } from './frozen.js';
import type { LayerText } from './layerText.js';
import { ownName, partName } from './partName.js';
import type { PlannedLayer } from './plan.js';

/** The layers whose shapes could be worked out, in their order, and what keeps others from it. */
export interface InferredLayers {
  readonly layers: readonly PlannedLayer[];
  readonly problems: readonly Problem[];
}

/**
 * Gives each layer its shapes, weights and cost. What reads a layer that has no shape – it cannot work, comes later, or
 * is not among these – gets none and is not judged: its mistakes would be guesses. Time is linear in layers.
 */
export function inferLayers(
  layers: readonly LayerDefinition[],
  inputShape: SampleShape,
  text: LayerText,
): InferredLayers {
  const shapes = new Map<string, SampleShape>();
  const taken = new Set(layers.map((layer) => layer.name));
  const planned: PlannedLayer[] = [];
  const problems: Problem[] = [];
  for (const definition of layers) {
    const isInput = definition.type.arity === 'none';
    const known = definition.from.map((name) => shapes.get(name)).filter((shape) => shape !== undefined);
    const inputShapes = isInput ? [inputShape] : known;
    if (!isInput && inputShapes.length < definition.from.length) continue;
    const answer = definition.type.infer(definition.options, inputShapes);
    if (isLayerProblem(answer)) {
      const fix = answer.fix && layerFix(definition, answer.fix, taken, text);
      const { code, message } = answer;
      const range = text.rangeOf(definition, answer.option);
      problems.push({ code, severity: 'error', message, range, ...(fix === undefined ? {} : { fix }) });
      continue;
    }
    shapes.set(definition.name, answer.outputShape);
    const { parts, ...rest } = answer;
    const layer = asPlanned({ definition, inputShapes: isInput ? [] : inputShapes, ...rest });
    planned.push(parts === undefined ? layer : composite(layer, parts));
  }
  return { layers: planned, problems };
}

function asPlanned(layer: PlannedLayer): PlannedLayer {
  return layer.definition.options.trainable === false ? frozen(layer) : layer;
}

/** The layer with its parts as layers of their own, named `backbone › conv1`, at its place in the text. */
function composite(layer: PlannedLayer, inferred: readonly LayerPart[]): PlannedLayer {
  const { name: whole, range, from: sources } = layer.definition;
  const parts = inferred.map(({ name, type, options, from, ...rest }) => {
    const reads = from.length === 0 ? sources : from.map((part) => partName(whole, part));
    return asPlanned({
      ...rest,
      definition: { type, name: partName(whole, name), from: reads, options, range },
      partOf: whole,
    });
  });
  const weights = parts.flatMap((part) =>
    part.weights.map((weight) => ({ ...weight, name: `${ownName(part)}/${weight.name}` })),
  );
  return { ...layer, weights, parts };
}

function layerFix(layer: LayerDefinition, fix: LayerFix, taken: ReadonlySet<string>, text: LayerText): Fix | undefined {
  const edit =
    fix.kind === 'setOption'
      ? text.setOption(layer, fix.option, fix.value)
      : text.insertBefore(layer, fix.layer, taken);
  return edit === undefined ? undefined : { title: fix.title, ...edit };
}
