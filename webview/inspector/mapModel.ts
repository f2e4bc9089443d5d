import type { ImageShape } from '../../src/core/dataset.js';
import {
  type ExplanationMap,
  explanationMap,
  gradCamMap,
  type MapPlace,
  regionOf,
} from '../../src/core/explain/explanationMap.js';
import { usualMapLayer } from '../../src/core/explain/mapLayers.js';
import { occlusionMap, placeCount } from '../../src/core/explain/occlusion.js';
import { formatCount, formatFixed, formatPercent, formatPoints, printable } from '../../src/core/format.js';
import { NO_PREDICTION } from '../../src/core/metrics/prediction.js';
import type { GradCamInspection, MapQuestion, OcclusionInspection } from '../../src/protocol/explanations.js';

export type MapKind = 'gradCam' | 'occlusion';

/** One of a list. */
interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What the person wants to see over the image. */
export interface MapChoices {
  /** Undefined: whatever the model has. */
  readonly kind: MapKind | undefined;
  /** `predicted`, `true`, or the index of a class. */
  readonly forClass: string;
  /** Likewise, or `none`. */
  readonly ratherThan: string;
}

/** A map to be drawn, with all that is said of it. */
export interface MapFigure {
  readonly map: ExplanationMap;
  /** Sentences below the picture; the first says where the map is greatest. */
  readonly facts: readonly string[];
  readonly scale: MapScale;
}

/** What the strongest colours stand for. */
export interface MapScale {
  /** Empty: there is nothing below 0 in maps of the kind. */
  readonly below: string;
  readonly above: string;
}

/** A layer whose map can be chosen. */
export interface MapLayerChoices {
  readonly choices: readonly Choice[];
  /** Name of the one that is shown; undefined where there is none. */
  readonly shown: string | undefined;
}

export const mapKinds: readonly (Choice & { readonly value: MapKind })[] = [
  { value: 'gradCam', label: 'Grad-CAM of a layer' },
  { value: 'occlusion', label: 'Occlusion' },
];

/** Classes to choose from, after those that depend on the image. */
export function classChoices(classNames: readonly string[], first: readonly Choice[]): Choice[] {
  return [...first, ...classNames.map((label, index) => ({ value: String(index), label }))];
}

export const relativeClasses: readonly Choice[] = [
  { value: 'predicted', label: 'predicted class' },
  { value: 'true', label: 'true class' },
];

/** The kind that is shown: where nothing was chosen, the one that the model has. */
export function kindOf({ kind }: MapChoices, layers: readonly { readonly type: string }[]): MapKind {
  return (
    kind ??
    (layers.some(({ type }) => type === 'backbone' || type.toLowerCase().endsWith('conv2d')) ? 'gradCam' : 'occlusion')
  );
}

/** Which classes are asked about, of an image that a run takes for `predicted`. What is no prediction stands for the true class. */
export function mapQuestion(
  { forClass, ratherThan }: MapChoices,
  { label, predicted }: { readonly label: number; readonly predicted: number },
): MapQuestion {
  const indexOf = (choice: string) => {
    if (choice === 'true') return label;
    return choice === 'predicted' ? (predicted === NO_PREDICTION ? label : predicted) : Number(choice);
  };
  const classIndex = indexOf(forClass);
  const against = ratherThan === 'none' ? classIndex : indexOf(ratherThan);
  return against === classIndex ? { classIndex } : { classIndex, against };
}

/** `Shirt`, `Shirt rather than Coat`. */
export function questionText({ classIndex, against }: MapQuestion, classNames: readonly string[]): string {
  const nameOf = (index: number) => classNames[index] ?? `class ${index}`;
  return against === undefined ? nameOf(classIndex) : `${nameOf(classIndex)} rather than ${nameOf(against)}`;
}

/** The layers of a model that have maps. */
export function layerChoices({ layers }: GradCamInspection, chosen: string | undefined): MapLayerChoices {
  const shown = layers.find(({ name }) => name === chosen) ?? usualMapLayer(layers);
  const choices = layers.map(({ name, height, width }) => ({
    value: name,
    label: `${printable(name)} · ${height} × ${width}`,
  }));
  return { choices, shown: shown?.name };
}

/** The Grad-CAM of a layer over an image. */
export function gradCamFigure(
  { layers }: GradCamInspection,
  layer: string,
  { of, imageShape }: { readonly of: string; readonly imageShape: ImageShape },
): MapFigure | undefined {
  const found = layers.find(({ name }) => name === layer);
  if (found === undefined) return undefined;
  const [height, width] = imageShape;
  const map = gradCamMap(found, [height, width]);
  const where =
    map.peak === undefined
      ? `Nothing in this layer speaks for ${of}.`
      : `Speaks for ${of} most in the ${placeText(map, map.peak)}.`;
  const against = found.values.filter((value) => value < 0).length / Math.max(1, found.values.length);
  const rest =
    against === 0 ? [] : [`${formatPercent(against, 0)} of the layer’s places speak against it; they have no colour.`];
  const facts = map.isBroken ? [BROKEN] : [where, ...rest];
  return { map, facts, scale: { below: '', above: significant(map.scale) } };
}

/** How much of the probability each part of an image is worth. */
export function occlusionFigure(
  { grid, fill, probability, drops }: OcclusionInspection,
  { of, imageShape }: { readonly of: string; readonly imageShape: ImageShape },
): MapFigure {
  const [height, width] = imageShape;
  const map = explanationMap(occlusionMap(drops, grid, imageShape), [height, width]);
  const hidden =
    `Hidden were squares of ${grid.patch} × ${grid.patch} pixels, ${formatCount(placeCount(grid))} places ` +
    `${grid.stride === 1 ? '1 pixel' : `${grid.stride} pixels`} apart, by the mean of the training images (${fillText(fill)}).`;
  const facts = map.isBroken
    ? [BROKEN]
    : [
        map.peak === undefined
          ? `Hiding a part never costs ${of} anything.`
          : `Hiding the ${placeText(map, map.peak)} costs ${of} most: ${pointsText(-map.peak.value)} of ${formatPercent(probability)}.`,
        ...(map.trough === undefined
          ? []
          : [`Hiding the ${placeText(map, map.trough)} helps most: ${pointsText(-map.trough.value)}.`]),
        hidden,
      ];
  return {
    map,
    facts,
    scale: { below: `${pointsText(map.scale)} when hidden`, above: `${pointsText(-map.scale)} when hidden` },
  };
}

const BROKEN = 'The model’s output is not a number, so there is no map.';

function placeText(map: ExplanationMap, place: MapPlace): string {
  const { row, column } = place;
  return `${regionOf(place, map)} (row ${row + 1}, column ${column + 1} of ${map.height} × ${map.width})`;
}

function fillText(fill: readonly number[]): string {
  return fill.length === 1 ? `grey ${fill[0]} of 255` : `red ${fill[0]}, green ${fill[1]}, blue ${fill[2]} of 255`;
}

/** A change of a probability. */
function pointsText(difference: number): string {
  return `${formatPoints(difference)} points`;
}

/** Two or three digits that say something, whatever the size. */
function significant(value: number): string {
  if (value === 0) return '0';
  if (value < 0.001 || value >= 1e5) return value.toExponential(1);
  return formatFixed(value, value >= 100 ? 0 : value >= 1 ? 2 : 4);
}
