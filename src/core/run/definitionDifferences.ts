import { formatPercent, formatQuantity } from '../format.js';
import { alignSequences } from './alignSequences.js';
import { type DefinitionDifference, type DifferenceSide, sameValue, valueText } from './definitionDifference.js';
import type { RunStarted } from './events.js';
import { comparableLayers, layerLikeness } from './layerLikeness.js';
import { recipeDifferences } from './recipeDifferences.js';
import { type TrainedDefinition, type TrainedLayer, trainedDefinition } from './trainedDefinition.js';

/**
 * What differs between what two runs trained, in the order: input, layers, training, data. Meaning is compared, not text:
 * defaults are filled in, and names that were made from the types may differ. Layers are aligned in order, by type first,
 * then by given name and options. A definition whose copy cannot be read is compared as far as the run's record goes: layers,
 * training and data.
 */
export function definitionDifferences(first: RunStarted, second: RunStarted): DefinitionDifference[] {
  const [one, other] = [trainedDefinition(first), trainedDefinition(second)];
  return [
    ...inputDifferences(one, other),
    ...layerDifferences(one, other),
    ...recipeDifferences(first, one, second, other),
    ...dataDifferences(first, second),
  ];
}

function inputDifferences(first: TrainedDefinition, second: TrainedDefinition): DefinitionDifference[] {
  if (first.input === null || second.input === null) return [];
  const sideOf = ({ input, inputLine }: TrainedDefinition) => ({ text: valueText(input), line: inputLine });
  return changed('input', 'input', sideOf(first), sideOf(second));
}

function layerDifferences(first: TrainedDefinition, second: TrainedDefinition): DefinitionDifference[] {
  const pairs = alignSequences(...comparableLayers(first.layers, second.layers), layerLikeness).map((pair) => ({
    first: pair.first?.layer,
    second: pair.second?.layer,
  }));
  // What the second run calls a layer, as the first one calls it.
  const firstNames = new Map([[second.inputName, first.inputName]]);
  for (const pair of pairs)
    if (pair.first !== undefined && pair.second !== undefined) firstNames.set(pair.second.name, pair.first.name);
  return pairs.flatMap(({ first: one, second: other }): DefinitionDifference[] => {
    if (one !== undefined && other !== undefined) return changesOfLayer(one, other, firstNames);
    const alone = one ?? other;
    if (alone === undefined) return [];
    const side = layerSide(alone, alone.type);
    const difference = { area: 'layer', subject: alone.name } as const;
    return one === undefined
      ? [{ ...difference, kind: 'added', first: null, second: side }]
      : [{ ...difference, kind: 'removed', first: side, second: null }];
  });
}

function changesOfLayer(
  first: TrainedLayer,
  second: TrainedLayer,
  firstNames: ReadonlyMap<string, string>,
): DefinitionDifference[] {
  const change = (option: string, one: string, other: string): DefinitionDifference => ({
    area: 'layer',
    kind: 'changed',
    subject: second.name,
    option,
    first: layerSide(first, one, option),
    second: layerSide(second, other, option),
  });
  const differences: DefinitionDifference[] = [];
  const readsAlike = second.from.map((name) => firstNames.get(name) ?? `${name} (added)`).join() === first.from.join();
  if (first.type !== second.type) differences.push(change('type', first.type, second.type));
  if (!readsAlike && !(first.isSequential && second.isSequential))
    differences.push(change('from', valueText(first.from), valueText(second.from)));
  if (first.type !== second.type || first.options === null || second.options === null) return differences;
  for (const option of new Set([...Object.keys(first.options), ...Object.keys(second.options)])) {
    const [one, other] = [first.options[option], second.options[option]];
    if (!sameValue(one, other)) differences.push(change(option, valueText(one), valueText(other)));
  }
  return differences;
}

function layerSide(layer: TrainedLayer, text: string, option?: string): DifferenceSide {
  return { text, layer: layer.name, line: layer.lineOf(option) };
}

const dataFacts: Readonly<Record<string, (started: RunStarted) => { readonly key: unknown; readonly text: string }>> = {
  dataset: ({ dataset }) => ({
    key: dataset.checksum,
    text: `${dataset.name}${dataset.source.isSample ? ', embedded sample' : ''} (${dataset.checksum.slice(0, 8)})`,
  }),
  'images to train on': ({ request, trainCount }) => ({
    key: request.limit,
    text: request.limit === undefined ? `all (${formatQuantity(trainCount, 'image')})` : valueText(request.limit),
  }),
  'held out for validation': ({ request }) => ({
    key: request.validationSplit,
    text: formatPercent(request.validationSplit, 2),
  }),
  seed: ({ request }) => ({ key: request.seed, text: valueText(request.seed) }),
  engine: ({ engine }) => ({ key: engine.id, text: engine.id }),
};

function dataDifferences(first: RunStarted, second: RunStarted): DefinitionDifference[] {
  return Object.entries(dataFacts).flatMap(([subject, factOf]) => {
    const [one, other] = [factOf(first), factOf(second)];
    return one.key === other.key
      ? []
      : [
          {
            area: 'data',
            kind: 'changed',
            subject,
            first: { text: one.text, line: null },
            second: { text: other.text, line: null },
          },
        ];
  });
}

function changed(
  area: DefinitionDifference['area'],
  subject: string,
  first: DifferenceSide,
  second: DifferenceSide,
): DefinitionDifference[] {
  return first.text === second.text ? [] : [{ area, kind: 'changed', subject, first, second }];
}
