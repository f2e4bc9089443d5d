import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FeatureCache } from '../../src/features/featureCache.js';
import { featureHandlers } from '../../src/service/featureHandlers.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
beforeEach(() => {
  vi.stubEnv('BAKEOFF_FEATURE_FOLDER', temporary.path);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the service and the feature cache', () => {
  it('tells how much there is, and removes it', async () => {
    const call = [null, { signal: new AbortController().signal, report: () => undefined }] as const;
    expect(await featureHandlers.describeFeatureCache(...call)).toEqual({ entries: 0, bytes: 0 });
    const writer = await new FeatureCache().write('b'.repeat(64));
    await writer.append(new Float32Array(8));
    await writer.finish({ modelName: 'm', datasetName: 'd', layer: 'pool', shape: [4], rows: 2 });
    expect(await featureHandlers.describeFeatureCache(...call)).toEqual({ entries: 1, bytes: 16 });
    expect(await featureHandlers.clearFeatureCache(...call)).toEqual({ entries: 1, bytes: 16 });
    expect(await featureHandlers.describeFeatureCache(...call)).toEqual({ entries: 0, bytes: 0 });
  });
});
