import { hasMapLayers, usualMapLayer } from '../../src/core/explain/mapLayers.js';
import { printable } from '../../src/core/format.js';
import { NO_PREDICTION } from '../../src/core/metrics/prediction.js';
import type { GradCamInspection, MapQuestion } from '../../src/protocol/explanations.js';

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
  return kind ?? (hasMapLayers(layers) ? 'gradCam' : 'occlusion');
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

/** The layers of a model that have maps. */
export function layerChoices({ layers }: GradCamInspection, chosen: string | undefined): MapLayerChoices {
  const shown = layers.find(({ name }) => name === chosen) ?? usualMapLayer(layers);
  const choices = layers.map(({ name, height, width }) => ({
    value: name,
    label: `${printable(name)} · ${height} × ${width}`,
  }));
  return { choices, shown: shown?.name };
}
