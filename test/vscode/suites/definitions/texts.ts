/** A definition without a mistake, whose layers read each other by name. */
export const residualText = `{
  "name": "residual",
  "layers": [
    { "type": "rescale", "scale": 0.00392156862745098 },
    { "type": "conv2d", "name": "stem", "filters": 8, "kernelSize": 3, "padding": "same", "activation": "relu" },
    { "type": "conv2d", "name": "inner", "filters": 8, "kernelSize": 3, "padding": "same" },
    { "type": "add", "from": ["stem", "inner"] },
    { "type": "maxPooling2d", "poolSize": 4 },
    { "type": "flatten" },
    { "type": "dense", "units": 10, "activation": "softmax" }
  ]
}
`;

/** A comparison without a mistake. */
export const comparisonText = `{
  "name": "two",
  "models": ["residual.model.jsonc", "models/small.model.jsonc"]
}
`;

/** A definition with these entries of `layers`, each on a line of its own. */
export function modelOf(...layers: readonly string[]): string {
  return `{\n  "name": "test",\n  "layers": [\n${layers.map((layer) => `    ${layer}`).join(',\n')}\n  ]\n}\n`;
}

/** An output layer for ten classes. */
export const output = '{ "type": "dense", "units": 10, "activation": "softmax" }';

/** A definition of so many layers, that all read the one before. */
export function longModel(layerCount: number): string {
  const dense = (index: number) => `{ "type": "dense", "units": 16, "activation": "relu", "name": "layer${index}" }`;
  const middle = Array.from({ length: layerCount - 2 }, (_, index) => dense(index));
  return modelOf('{ "type": "flatten" }', ...middle, output);
}
