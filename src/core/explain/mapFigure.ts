import type { ImageShape } from '../dataset.js';
import { formatCount, formatFixed, formatPercent, formatPoints } from '../format.js';
import { type ExplanationMap, explanationMap, gradCamMap, type MapPlace, regionOf } from './explanationMap.js';
import type { MapLayer } from './mapLayers.js';
import { type OcclusionGrid, occlusionMap, placeCount } from './occlusion.js';

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

/** Maps of layers as they come from a model. */
interface LayerMaps {
  readonly layers: readonly (MapLayer & { readonly values: Float32Array })[];
}

/** What hiding parts of an image came to. */
interface OccludedImage {
  readonly grid: OcclusionGrid;
  readonly fill: readonly number[];
  readonly probability: number | null;
  readonly drops: Float32Array;
}

/** `Shirt`, `Shirt rather than Coat`. */
export function questionText(
  { classIndex, against }: { readonly classIndex: number; readonly against?: number },
  classNames: readonly string[],
): string {
  const nameOf = (index: number) => classNames[index] ?? `class ${index}`;
  return against === undefined ? nameOf(classIndex) : `${nameOf(classIndex)} rather than ${nameOf(against)}`;
}

/** The Grad-CAM of a layer over an image. */
export function gradCamFigure(
  { layers }: LayerMaps,
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
  { grid, fill, probability, drops }: OccludedImage,
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
