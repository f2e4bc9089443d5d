import { fetchBackbone } from '../backbones/fetchBackbone.js';
import { listBackbones } from '../backbones/listBackbones.js';
import { areWeightsHere } from '../backbones/lookForWeights.js';
import { weightPlaces } from '../backbones/weightPlaces.js';
import { isFetchable, wantedText, weightsNotFound } from '../backbones/weightsNotFound.js';
import { printable } from '../core/format.js';
import type { MissingBackbone } from '../protocol/backbones.js';
import type { ServiceHandlers } from './serviceHandlers.js';
import { atIntervals, fetchProgress } from './workProgress.js';

/** Weights of published networks: what is missing, what there is, and fetching it. */
export const backboneHandlers: Pick<ServiceHandlers, 'lookForBackbones' | 'listBackbones' | 'fetchBackbone'> = {
  async lookForBackbones({ wanted }) {
    const places = weightPlaces();
    const looked = await Promise.all(
      wanted.map(async (weights): Promise<MissingBackbone[]> => {
        if (await areWeightsHere(weights, places)) return [];
        const { advice } = weightsNotFound('', weights, places);
        return [
          { ...weights, text: wantedText(weights), isFetchable: isFetchable(weights), advice: printable(advice) },
        ];
      }),
    );
    return looked.flat();
  },

  async listBackbones() {
    const listed = await listBackbones(weightPlaces());
    return listed.map(({ network, alpha, title, licence, state, bytes }) => ({
      network,
      alpha,
      title,
      licence,
      state,
      bytes,
    }));
  },

  async fetchBackbone(wanted, { signal, report }) {
    const tell = atIntervals(report);
    const onProgress: NonNullable<Parameters<typeof fetchBackbone>[0]['onProgress']> = (progress) =>
      tell(fetchProgress(progress));
    const { title, licence, fetchedBytes } = await fetchBackbone({
      ...wanted,
      places: weightPlaces(),
      signal,
      onProgress,
    });
    return { title, licence, fetchedBytes };
  },
};
