import { person } from '../../support/person.js';
import { hasUi, ui } from '../../support/ui.js';
import { RUN_COUNT } from './suite.js';

describe('thousands of runs that no index knows', () => {
  it('are read', async function () {
    if (!hasUi) this.skip();
    await person.sidebar('Model Bake-off');
    const selector = `.sidebar .monaco-list-row[aria-label^="cnn, ${(RUN_COUNT * 4) / 5} runs"]`;
    await ui('wait', { selector, timeoutMs: 60_000 });
  });
});
