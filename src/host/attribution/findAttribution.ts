import type { AttributionRecord } from '../../core/difference/attributionRecord.js';
import { textHash } from '../../runs/textHash.js';
import type { Host } from '../host.js';

/** The attribution of just these texts, kept beside the runs of any folder of the workspace. */
export async function findAttribution(
  { runs, service, log }: Pick<Host, 'runs' | 'service' | 'log'>,
  first: string,
  second: string,
): Promise<AttributionRecord | undefined> {
  const [firstHash, secondHash] = [textHash(first), textHash(second)];
  for (const { root } of runs.roots) {
    try {
      const record = await service.request('findAttribution', { root, firstHash, secondHash });
      if (record !== null) return record;
    } catch (error) {
      log.warn(`What has been attributed cannot be read: ${error}`);
    }
  }
  return undefined;
}
