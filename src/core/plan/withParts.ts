import type { PlannedLayer } from './plan.js';

/** The layers with the parts of composite ones in their place; what reads a composite reads its last part. */
export function withParts(layers: readonly PlannedLayer[]): readonly PlannedLayer[] {
  if (layers.every(({ parts }) => parts === undefined)) return layers;
  const outputs = new Map<string, string>();
  const reading = (layer: PlannedLayer): PlannedLayer => {
    const { definition } = layer;
    if (!definition.from.some((name) => outputs.has(name))) return layer;
    const from = definition.from.map((name) => outputs.get(name) ?? name);
    return { ...layer, definition: { ...definition, from } };
  };
  return layers.flatMap((layer) => {
    if (layer.parts === undefined) return [reading(layer)];
    const parts = layer.parts.map(reading);
    const last = parts.at(-1);
    if (last !== undefined) outputs.set(layer.definition.name, last.definition.name);
    return parts;
  });
}
