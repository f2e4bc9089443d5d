import type { AttributionRecord } from '../../core/difference/attributionRecord.js';
import type { Host } from '../host.js';

/** Opens the panel at the waterfall of an attribution, with a run of each of its two models, as far as there are some. */
export async function showWaterfall(host: Host, { first, second }: AttributionRecord): Promise<void> {
  const { all } = host.runs;
  const runOf = (hash: string) =>
    all.find(({ definitionHash, testAccuracy }) => definitionHash === hash && testAccuracy !== undefined);
  const ends = [runOf(first.hash), runOf(second.hash)].flatMap((run) => run?.runId ?? []);
  await host.panel.show({ runIds: ends, view: 'overview', section: 'attributions' });
}
