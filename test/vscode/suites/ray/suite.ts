import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FakeWorkers } from '../../../support/fakeWorkers.js';
import type { SuiteDefinition } from '../../suiteDefinition.js';

/** Environment variable with the address of the cluster. */
export const CLUSTER = 'BAKEOFF_TEST_CLUSTER';
export const TOKEN = 'open-sesame';

/**
 * Trainings on a cluster: its Jobs interface is the tests' own, what its jobs run is the real worker. The cluster outlives
 * windows. The second phase is a window that was reloaded while a job went on.
 */
export const suite: SuiteDefinition = {
  settings: { 'modelBakeoff.training.epochs': 1 },
  transitions: ['reload'],
  timeoutSeconds: 240,
  async accompany({ root }) {
    const nodes = join(root, 'nodes');
    mkdirSync(nodes);
    const workers = await FakeWorkers.start(nodes, () => ({}), { token: TOKEN });
    return { environment: { [CLUSTER]: workers.ray.url.href }, close: () => workers.close() };
  },
};
