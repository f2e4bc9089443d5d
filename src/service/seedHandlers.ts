import { followRounds } from '../core/comparison/followRounds.js';
import type { SampleColumns } from '../core/samples/sampleColumns.js';
import type { RequestContext } from '../protocol/channel.js';
import { RemoteError } from '../protocol/remoteError.js';
import { PredictionsError } from '../runs/predictionsFile.js';
import type { ServiceHandlers } from './serviceHandlers.js';

const nothingSaid: ReadonlySet<string> = new Set(['run-not-started', 'not-trusted']);

/** What a run says of each test image. @throws PredictionsError, RemoteError where it says nothing */
export type ReadTestColumns = (folder: string, context: RequestContext) => Promise<SampleColumns>;

/** Looks at the rounds of comparisons with a plan of seeds. */
export function seedHandlers(readTestColumns: ReadTestColumns): Pick<ServiceHandlers, 'followSeeds'> {
  const read = async (folder: string | null, context: RequestContext): Promise<SampleColumns | undefined> => {
    if (folder === null) return undefined;
    try {
      return await readTestColumns(folder, context);
    } catch (error) {
      // A run that failed has none, and nothing is computed for it; that images are gone is another matter.
      const saysNothing = error instanceof RemoteError && nothingSaid.has(error.code);
      if (saysNothing || error instanceof PredictionsError) return undefined;
      throw error;
    }
  };
  return {
    followSeeds: async ({ plan, margin, models }, context) => {
      const columns: (SampleColumns | undefined)[][] = [];
      for (const folders of models) columns.push(await Promise.all(folders.map((folder) => read(folder, context))));
      return followRounds({ plan, margin }, columns);
    },
  };
}
