import { BackboneError } from './backboneError.js';
import { publishedFor } from './published.js';
import { BACKBONES_VARIABLE, cachedBackbones, type WeightPlaces } from './weightPlaces.js';

/** ImageNet weights that somebody wants. */
export interface WantedWeights {
  readonly network: string;
  readonly alpha: number;
  /** The last layer whose weights are needed; all of them if not given. */
  readonly upTo?: string | undefined;
}

/** True where `fetchBackbone` may get them: their checksums are known. */
export function isFetchable(wanted: WantedWeights): boolean {
  return publishedFor(wanted).some(({ files }) => Object.keys(files).length > 0);
}

/** For people: `mobilenetV1, width 0.5, up to conv_pw_6_relu`. */
export function wantedText({ network, alpha, upTo }: WantedWeights): string {
  return `${network}${alpha === 1 ? '' : `, width ${alpha}`}${upTo === undefined ? '' : `, up to ${upTo}`}`;
}

/** Says that weights are nowhere on this machine, and what to do: fetch them, or which file to put where. */
export function weightsNotFound(
  layer: string,
  wanted: WantedWeights,
  places: WeightPlaces,
  cause?: BackboneError,
): BackboneError {
  const { network, alpha, upTo } = wanted;
  const width = alpha === 1 ? '' : ` --alpha ${alpha}`;
  const cut = upTo === undefined ? '' : ` --up-to ${upTo}`;
  const order = `Fetch them with: bakeoff backbone fetch ${network}${width}${cut}`;
  const put = `${byHandText(wanted, places)}, or into a folder that ${BACKBONES_VARIABLE} names.`;
  return new BackboneError(
    {
      code: 'not-found',
      path: layer,
      problem: `there are no ImageNet weights of ${wantedText(wanted)} on this machine`,
      advice: isFetchable(wanted) ? `${order}\nWithout a network here, put ${put}` : `Put ${put}`,
    },
    cause === undefined ? {} : { cause },
  );
}

/** Which published file belongs where: `ADDRESS as NAME in FOLDER`. */
function byHandText(wanted: WantedWeights, places: WeightPlaces): string {
  return publishedFor(wanted)
    .map(({ path, url }) => `${url}${path.replace(/^.*\//, '')} as ${path} in ${cachedBackbones(places)}`)
    .join(', or ');
}
