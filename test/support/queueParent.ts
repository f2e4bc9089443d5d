import { QueueStore } from '../../src/queue/queueStore.js';
import { QueueWorker } from '../../src/queue/queueWorker.js';
import { localRunner } from '../../src/runner/localRunner.js';

// A program that works off a queue; its arguments: trainer, runs root, how many at once. It says when it has begun a job.
const [, , entry = '', root = '', atOnce = '1'] = process.argv;
const worker = new QueueWorker({
  store: new QueueStore(root),
  runner: localRunner({ entry, ...(process.env.QUEUE_AFTER === 'continue' ? { afterParent: 'continue' } : {}) }),
  budget: () => ({ atOnce: Number(atOnce), cores: 0 }),
  onBegun: ({ id }) => process.stdout.write(`begun ${id}\n`),
});
void worker.run();
