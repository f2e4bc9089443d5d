import { type JsonNode, nodeAt } from '../definition/jsonDocument.js';
import type { JsonPath } from '../definition/option.js';
import { parseModel } from '../definition/parseModel.js';
import { createLineMap } from '../definition/position.js';
import { LayerText } from '../plan/layerText.js';
import type { RunStarted } from './events.js';

/** A layer of what a run trained. Lines count from 1, in the run's own copy of the definition. */
export interface TrainedLayer {
  readonly name: string;
  readonly type: string;
  readonly from: readonly string[];
  /** True if it reads just the layer before it. */
  readonly isSequential: boolean;
  /** All options, defaults filled in; null where the copy cannot be read. */
  readonly options: Readonly<Record<string, unknown>> | null;
  /** Where an option is written, else the layer's type. */
  lineOf(option?: string): number;
}

/** What a run trained, with the places where it says so. */
export interface TrainedDefinition {
  /** Shape of the input as written; null where the copy cannot be read. */
  readonly input: readonly number[] | 'dataset' | null;
  /** Null where the shape is not written. */
  readonly inputLine: number | null;
  /** Name of the layer that stands for the input. */
  readonly inputName: string;
  /** All others, in order. */
  readonly layers: readonly TrainedLayer[];
  /** Where a part of `training` is written, or the nearest thing around it below `training`; null if it is not. */
  lineOfTraining(path: JsonPath): number | null;
}

/** The definition that a run trained. Where its copy cannot be read, as far as the run's own record of its layers goes. */
export function trainedDefinition({ request, layers: records }: RunStarted): TrainedDefinition {
  const { value } = parseModel(request.definitionText);
  if (value === undefined)
    return {
      input: null,
      inputLine: null,
      inputName: records[0]?.type === 'input' ? records[0].name : 'input',
      layers: records.flatMap(({ name, type, from, line }, index) =>
        type === 'input'
          ? []
          : {
              name,
              type,
              from,
              isSequential: isSequential(from, records[index - 1]),
              options: null,
              lineOf: () => line,
            },
      ),
      lineOfTraining: () => null,
    };
  const text = new LayerText(value.document);
  const lines = createLineMap(request.definitionText);
  const lineAt = (offset: number) => lines.positionAt(offset).line;
  const root = value.document?.root;
  const [input] = value.layers;
  return {
    input: value.input,
    inputLine: value.input === 'dataset' || input === undefined ? null : lineAt(text.rangeOfInput(input).start),
    inputName: input?.name ?? 'input',
    layers: value.layers.slice(1).map((layer, index) => ({
      name: layer.name,
      type: layer.type.type,
      from: layer.from,
      isSequential: isSequential(layer.from, value.layers[index]),
      options: layer.options,
      lineOf: (option) => lineAt(text.rangeOf(layer, option).start),
    })),
    lineOfTraining(path) {
      const node = root && nearestNode(root, path);
      return node === undefined ? null : lineAt(node.offset);
    },
  };
}

function isSequential(from: readonly string[], before: { readonly name: string } | undefined): boolean {
  return from.length === 1 && from[0] === before?.name;
}

function nearestNode(root: JsonNode, path: JsonPath): JsonNode | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node = nodeAt(root, ['training', ...path.slice(0, length)]);
    if (node !== undefined) return node;
  }
  return undefined;
}
