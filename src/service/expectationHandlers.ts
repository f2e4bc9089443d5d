import { parseComparison } from '../core/definition/parseComparison.js';
import { EngineError } from '../core/engine.js';
import type { RunRequest } from '../core/run/request.js';
import { describeDatasetById } from '../datasets/index.js';
import { findTensorFlow } from '../engines/install.js';
import { RemoteError } from '../protocol/remoteError.js';
import { findComparisonRuns, type Judging, testComparison } from './expectations/testComparison.js';
import type { ServiceHandlers } from './serviceHandlers.js';

/** Tests comparisons by the runs that are stored. */
export function expectationHandlers(judging: Judging): Pick<ServiceHandlers, 'testComparison'> {
  return {
    async testComparison({ root, text, requests, margin }, { signal }) {
      const definition = parseComparison(text).value;
      const first = requests[0]?.[0];
      if (definition === undefined || first === undefined)
        throw new RemoteError('The comparison has errors.', 'definition-invalid');
      const { checksum } = await describeDatasetById(first.dataset, { signal });
      const question = { definition, root, requests, checksum, engineId: engineNow(first), margin };
      const found = await findComparisonRuns(question, signal);
      return { report: await testComparison(question, found, judging, signal), folders: found.folders };
    },
  };
}

/** The engine that a training would use now. */
function engineNow({ engine }: RunRequest): 'tensorflow' | 'portable' {
  if (engine === 'tensorflow' || engine === 'portable') return engine;
  try {
    return findTensorFlow() === undefined ? 'portable' : 'tensorflow';
  } catch (error) {
    if (error instanceof EngineError) return 'portable';
    throw error;
  }
}
