import { FeatureCache } from '../features/featureCache.js';
import type { ServiceHandlers } from './serviceHandlers.js';

/** What is kept of frozen layers for the next training. */
export const featureHandlers: Pick<ServiceHandlers, 'describeFeatureCache' | 'clearFeatureCache'> = {
  async describeFeatureCache() {
    const entries = await new FeatureCache().list();
    return { entries: entries.length, bytes: entries.reduce((sum, { byteLength }) => sum + byteLength, 0) };
  },

  clearFeatureCache: () => new FeatureCache().clear(),
};
