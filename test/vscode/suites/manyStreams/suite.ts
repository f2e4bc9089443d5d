import { PlayedJobs } from '../../../support/playedJobs.js';
import type { SuiteDefinition } from '../../suiteDefinition.js';

/** Environment variable with the address of the cluster. */
export const CLUSTER = 'BAKEOFF_TEST_CLUSTER';

/** Fifty runs at once, each telling ten steps a second, from a cluster into tree, status bar and panel: what that costs the host. */
export const suite: SuiteDefinition = {
  timeoutSeconds: 240,
  async accompany() {
    const jobs = await PlayedJobs.start();
    return { environment: { [CLUSTER]: jobs.ray.url.href }, close: () => jobs.close() };
  },
};
