import { describe, expect, it } from 'vitest';
import { parseModel } from '../../src/core/definition/parseModel.js';
import { applyRecipe } from '../../src/core/definition/recipe.js';
import type { RunRequest } from '../../src/core/run/request.js';
import { findSameRun, findSameRuns, trainingTimes } from '../../src/runs/findSameRun.js';
import { modelText } from '../support/modelText.js';
import { type RecordedRunOptions, recordedRun } from '../support/recordedRun.js';
import { storeEvents } from '../support/storedRun.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const folder = useTemporaryFolder();
const definitionText = modelText('{ "type": "flatten" }', '{ "type": "dense", "units": 2, "activation": "softmax" }');
const checksum = 'bbbbbbbb2222';
const asked: RunRequest = {
  definitionText,
  definitionPath: '/models/a.model.jsonc',
  dataset: 'fashion-mnist',
  seed: 0,
  validationSplit: 0.2,
  recipe: { epochs: 2 },
  engine: 'auto',
};

/** A run of that request, as the trainer would have left it. */
async function store(runId: string, change: Partial<RunRequest> = {}, options: RecordedRunOptions = {}) {
  const request = { ...asked, ...change };
  const definition = parseModel(request.definitionText).value;
  if (definition === undefined) throw new Error('The model has errors.');
  const recipe = applyRecipe(definition.recipe, request.recipe);
  const events = recordedRun({ ...options, runId }).map((event) =>
    event.type === 'runStarted' ? { ...event, request, recipe } : event,
  );
  await storeEvents(folder.path, runId, events);
}

describe('findSameRuns', () => {
  it('finds the newest complete run of each training, wherever its text came from and whatever it was for', async () => {
    await store('20310101-000000-a-s0-aaaa', { definitionPath: '/elsewhere.model.jsonc', comparison: 'c' });
    await store('20310101-000001-a-s0-aaaa', { attribution: { id: 'x', changes: [] } });
    await store('20310101-000002-a-s1-aaaa', { seed: 1 }, { ending: 'failed' });
    await store('20310101-000003-a-s2-aaaa', { seed: 2 }, { ending: 'none' });
    const wanted = [0, 1, 2, 3].map((seed) => ({ request: { ...asked, seed }, checksum }));
    const found = await findSameRuns(folder.path, wanted);
    expect(found.map((same) => same && [same.run.runId, same.isResumable])).toEqual([
      ['20310101-000001-a-s0-aaaa', false],
      // A loss that is no number comes again.
      ['20310101-000002-a-s1-aaaa', false],
      ['20310101-000003-a-s2-aaaa', true],
      undefined,
    ]);
    expect((await findSameRuns(folder.path, wanted, 'complete')).map((same) => same?.run.runId)).toEqual([
      '20310101-000001-a-s0-aaaa',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('takes no run that anything else was asked of', async () => {
    await store('20310101-000000-a-s0-aaaa', { fold: { index: 0, count: 5 } });
    const find = (change: Partial<RunRequest>, now: { checksum?: string; engineId?: string } = {}) =>
      findSameRun(folder.path, { request: { ...asked, ...change }, checksum, ...now });
    const fold = { index: 0, count: 5 };
    expect(await find({ fold })).toMatchObject({ isResumable: false });
    expect(await find({ fold, recipe: { epochs: 3 } })).toBeUndefined();
    expect(await find({ fold, limit: 10 })).toBeUndefined();
    expect(await find({ fold, validationSplit: 0.1 })).toBeUndefined();
    expect(await find({ fold: { index: 1, count: 5 } })).toBeUndefined();
    expect(await find({})).toBeUndefined();
    expect(await find({ fold }, { checksum: 'others' })).toBeUndefined();
    expect(await find({ fold, definitionText: definitionText.replace('2', '3') })).toBeUndefined();
  });

  it('goes by the engine that would compute now, or by what was asked for', async () => {
    await store('20310101-000000-a-s0-aaaa');
    const find = (engine: RunRequest['engine'], engineId?: string) =>
      findSameRun(folder.path, {
        request: { ...asked, engine },
        checksum,
        ...(engineId === undefined ? {} : { engineId }),
      });
    // It asked for `auto`, and tensorflow computed.
    expect(await find('auto')).toBeDefined();
    expect(await find('tensorflow')).toBeDefined();
    expect(await find('portable')).toBeUndefined();
    expect(await find('auto', 'tensorflow')).toBeDefined();
    expect(await find('auto', 'portable')).toBeUndefined();
  });

  it('tells how long trainings took, with whatever seed', async () => {
    await store('20310101-000000-a-s0-aaaa', { seed: 4 });
    await store('20310101-000001-a-s0-aaaa', { limit: 5 });
    const wanted = [{ request: asked, checksum }];
    expect(await trainingTimes(folder.path, wanted)).toEqual([[22_000]]);
    expect(await trainingTimes(folder.path, [{ request: asked, checksum: 'others' }])).toEqual([[]]);
  });
});
