import type { LayerDefinition, Recipe } from '../definition/definition.js';
import { writeInline } from '../definition/edit.js';
import { isMadeName } from '../definition/madeName.js';
import { impliedInputName, layerNames } from '../definition/readLayers.js';
import { defaultRecipe } from '../definition/recipe.js';
import { takesName } from '../layers/layer.js';
import { LayerText, type WrittenLayer } from '../plan/layerText.js';
import { sameValue } from '../run/definitionDifference.js';
import { appliedRecipe } from './appliedRecipe.js';
import type { DefinitionChange, DefinitionComparison } from './definitionChanges.js';
import { presentPlace, previousPlace } from './mergedLayers.js';

/** What a written definition is called. */
export interface WrittenHeader {
  /** At most 80 characters. */
  readonly name: string;
  /** At most 1,000 characters. */
  readonly description?: string;
}

/**
 * The text of the first definition with some of the changes applied; with all of them it means what the second does, with
 * none what the first does. Layers that both have keep the first's names, so that their initial weights come from one
 * random stream. The text need not be a valid definition: some changes need others.
 */
export function applyChanges(
  comparison: DefinitionComparison,
  applied: ReadonlySet<DefinitionChange>,
  header: WrittenHeader,
): string {
  const { changes } = comparison;
  const steps = changes.filter((change) => applied.has(change)).map(({ step }) => step);
  const subjects = new Set(steps.flatMap((step) => (step.kind === 'recipe' ? step.subject : [])));
  const has = (kind: string, place: number, option?: string) =>
    steps.some(
      (step) =>
        step.kind === kind &&
        'place' in step &&
        step.place === place &&
        (option === undefined || ('option' in step && step.option === option)),
    );
  const { input } = steps.some(({ kind }) => kind === 'input') ? comparison.second : comparison.first;
  const others = appliedLayers(comparison, has);
  // A list of layers is never empty; with nothing else the input layer is written in it.
  const isEmpty = others.length === 0;
  const layers = isEmpty ? [{ type: 'input', ...(input === 'dataset' ? {} : { shape: input }) }] : others;
  const training = trainingOf(appliedRecipe(comparison, subjects));
  const properties = [
    `"name": ${JSON.stringify(header.name)}`,
    ...(header.description === undefined ? [] : [`"description": ${JSON.stringify(header.description)}`]),
    ...(input === 'dataset' || isEmpty ? [] : [`"input": ${writeInline(input)}`]),
    `"layers": [\n${layers.map((layer) => `    ${writeInline(layer)}`).join(',\n')}\n  ]`,
    ...(training.length === 0
      ? []
      : [`"training": {\n${training.map(([key, value]) => `    "${key}": ${writeInline(value)}`).join(',\n')}\n  }`]),
  ];
  return `{\n${properties.map((property) => `  ${property}`).join(',\n')}\n}\n`;
}

type Has = (kind: string, place: number, option?: string) => boolean;

function appliedLayers(comparison: DefinitionComparison, has: Has): WrittenLayer[] {
  const { layers: merged } = comparison;
  const texts = {
    first: new LayerText(comparison.first.document),
    second: new LayerText(comparison.second.document),
  };
  const isPresent = merged.map(({ first, second }, place) => {
    if (first !== undefined && second !== undefined) return true;
    return has('presence', place) ? second !== undefined : first !== undefined;
  });
  const readings = merged.map(({ before, after }, place) => (has('from', place) ? after : before));
  const own = merged.map(({ before }) => before);
  const present = merged.flatMap(({ first, second }, place) => {
    const layer = first ?? second;
    return isPresent[place] === true && place > 0 && layer !== undefined ? { place, first, second, layer } : [];
  });
  const bodies = present.map(({ place, first, second, layer }) => {
    const isSecond = first === undefined || has('type', place);
    const source = isSecond ? (second ?? layer) : layer;
    const written = bodyOf(isSecond ? texts.second : texts.first, source);
    if (isSecond || second === undefined) return { type: source.type, body: written };
    const changed = bodyOf(texts.second, second);
    const body: Record<string, unknown> = { ...written };
    for (const option of Object.keys(source.type.options)) {
      if (!has('option', place, option)) continue;
      if (Object.hasOwn(changed, option)) body[option] = changed[option];
      else delete body[option];
    }
    return { type: source.type, body };
  });
  const names = namesOf(
    present.map(({ first, second }, index) => ({
      type: bodies[index]?.type ?? (first ?? second)?.type,
      wanted: (first ?? second)?.name ?? '',
      isAdded: first === undefined,
    })),
  );
  const nameOf = new Map(present.map(({ place }, index) => [place, names.final[index] ?? '']));
  nameOf.set(0, impliedInputName(names.final));
  return present.map(({ place }, index) => {
    const { type, ...options } = bodies[index]?.body ?? {};
    const reading = readings[place] ?? 'previous';
    const reads = reading === 'previous' ? [] : reading.map((read) => presentPlace(read, own, isPresent));
    const isPrevious = reading === 'previous' || (reads.length === 1 && reads[0] === previousPlace(place, isPresent));
    const from = reads.map((read) => nameOf.get(read) ?? '');
    const name = names.written[index];
    return {
      type,
      ...(name === undefined ? {} : { name }),
      ...(isPrevious ? {} : { from: from.length === 1 ? from[0] : from }),
      ...options,
    };
  });
}

/** Type and options as they are written. */
function bodyOf(text: LayerText, layer: LayerDefinition): Record<string, unknown> {
  const written = text.writtenOf(layer);
  if (written === undefined) {
    const given = Object.entries(layer.options).filter(([, value]) => value !== undefined);
    return { type: layer.type.type, ...Object.fromEntries(given) };
  }
  const own = new Set(Object.keys(layer.type.options));
  const options = Object.entries(written).filter(([key]) => own.has(key));
  return { type: layer.type.type, ...Object.fromEntries(options) };
}

/** Names of all layers, and those of them that must be written. */
function namesOf(
  layers: readonly {
    readonly type: LayerDefinition['type'] | undefined;
    readonly wanted: string;
    readonly isAdded: boolean;
  }[],
): { readonly final: readonly string[]; readonly written: readonly (string | undefined)[] } {
  const taken = new Set(layers.filter(({ isAdded }) => !isAdded).map(({ wanted }) => wanted));
  const nameable = layers.map(({ type, wanted, isAdded }) => {
    const stem = type?.type ?? 'layer';
    if (type !== undefined && !takesName(type)) return { stem };
    let name = wanted;
    for (let count = 1; isAdded && taken.has(name); count += 1) name = `${stem}_${count}`;
    taken.add(name);
    return { stem, name };
  });
  const final = layerNames(nameable);
  const isMade = nameable.map(({ stem, name }) => name === undefined || isMadeName(name, stem));
  const unwritten = nameable.map(({ stem, name }, index) =>
    isMade[index] || name === undefined ? { stem } : { stem, name },
  );
  const areMade = layerNames(unwritten).every((name, index) => name === final[index]);
  return {
    final,
    written: (areMade ? unwritten : nameable).map((entry) => ('name' in entry ? entry.name : undefined)),
  };
}

/** The keys of a recipe that are not as without one, as a definition writes them. */
function trainingOf(recipe: Recipe): [string, unknown][] {
  const written = ({ type, options }: Recipe['optimizer']) => {
    const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== null);
    return given.length === 0 ? type : { type, ...Object.fromEntries(given) };
  };
  const { optimizer, learningRateSchedule, callbacks, ...rest } = recipe;
  const entries: [keyof Recipe, unknown][] = [
    ['optimizer', written(optimizer)],
    ['learningRateSchedule', written(learningRateSchedule)],
    ['callbacks', callbacks.map(written)],
    ...(Object.entries(rest) as [keyof Recipe, unknown][]),
  ];
  return entries.filter(([key]) => !sameValue(recipe[key], defaultRecipe[key]));
}
