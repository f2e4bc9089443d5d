import { QueueStore } from '../../../../src/queue/queueStore.js';
import { person } from '../../support/person.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

/** The runs root of the window, which has the queue. */
export const root = () => inWorkspace('.bakeoff', 'runs');

/** Jobs as they are on disk, in the order of their list: `one running`, `two waiting`. */
export function jobsOnDisk(): string[] {
  return new QueueStore(root()).read().jobs.map(({ modelName, state }) => `${modelName} ${state}`);
}

/** Waits until the queue on disk is this. */
export async function waitForJobs(...expected: readonly string[]): Promise<void> {
  const wanted = JSON.stringify(expected);
  await waitFor(
    `the queue ${wanted}`,
    () => {
      const found = JSON.stringify(jobsOnDisk());
      if (found !== wanted) throw new Error(`it is ${found}`);
      return Promise.resolve(true);
    },
    { timeoutMs: 60_000 },
  );
}

/** Opens the view, if it is shut. */
export async function openQueueView(): Promise<void> {
  await person.sidebar('Model Bake-off');
  const header = '.sidebar .pane-header[aria-label^="Queue"]';
  await ui('wait', { selector: header });
  if ((await ui('count', { selector: `${header}[aria-expanded="true"]` })) === 0)
    await ui('click', { selector: header });
  await ui('wait', { selector: `${header}[aria-expanded="true"]` });
}

/** Names of the jobs in the tree, from above. */
export async function jobRows(): Promise<string[]> {
  return (await person.treeRows()).flatMap((row) => /^(\w+), [\w ]+, seed \d/.exec(row)?.[1] ?? []);
}
