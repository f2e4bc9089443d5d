import { person } from '../../support/person.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

describe('the results tree', () => {
  before(async function () {
    if (!hasUi) this.skip();
    await person.sidebar('Model Bake-off');
  });

  it('shows stored runs', async () => {
    await waitFor('rows', async () => (await person.treeRows()).length > 5).catch(() => undefined);
    console.log(JSON.stringify(await person.treeRows(), null, 1));
    await ui('screenshot', { name: 'results-tree' });
  });
});
