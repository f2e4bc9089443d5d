import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../../../src/core/comparison/judge.js';
import { parseComparison } from '../../../src/core/definition/parseComparison.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { applyRecipe } from '../../../src/core/definition/recipe.js';
import type { RunRequest } from '../../../src/core/run/request.js';
import {
  type ComparisonTest,
  findComparisonRuns,
  testComparison,
} from '../../../src/service/expectations/testComparison.js';
import { madeRun } from '../../support/judgedRuns.js';
import { modelText } from '../../support/modelText.js';
import { type RecordedRunOptions, recordedRun } from '../../support/recordedRun.js';
import { storeEvents } from '../../support/storedRun.js';

const definitionText = modelText('{ "type": "flatten" }', '{ "type": "dense", "units": 2, "activation": "softmax" }');
const other = definitionText.replace('"units": 2', '"units":  2');
const { signal } = new AbortController();

const requestOf = (text: string, seed: number): RunRequest => ({
  definitionText: text,
  definitionPath: '/models/a.model.jsonc',
  dataset: 'fashion-mnist',
  seed,
  validationSplit: 0.2,
  recipe: { epochs: 2 },
  engine: 'auto',
});

let root = '';

/** A run of that request, as the trainer would have left it. */
async function store(runId: string, text: string, options: RecordedRunOptions & { readonly epochs?: number } = {}) {
  const definition = parseModel(text).value;
  if (definition === undefined) throw new Error('the model has errors');
  const request = { ...requestOf(text, options.seed ?? 0), recipe: { epochs: options.epochs ?? 2 } };
  const events = recordedRun({ ...options, runId }).map((event) =>
    event.type === 'runStarted' ? { ...event, request, recipe: applyRecipe(definition.recipe, request.recipe) } : event,
  );
  await storeEvents(root, runId, events);
  const started = events.find((event) => event.type === 'runStarted');
  return started?.type === 'runStarted' ? started : undefined;
}

async function question(expectText: string, seeds: string): Promise<ComparisonTest> {
  const text = `{ "name": "t", "models": ["ann.model.jsonc", "cnn.model.jsonc"], "seeds": ${seeds}, "expect": ${expectText} }`;
  const { value } = parseComparison(text);
  if (value === undefined) throw new Error('the comparison has errors');
  const requests = [definitionText, other].map((model) => value.seeds.map((seed) => requestOf(model, seed)));
  return { definition: value, root, requests, ...used, margin: 0.003 };
}

let used = { checksum: '', engineId: '' };

describe('testing a comparison by stored runs', () => {
  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'bakeoff-tests-'));
    const started = await store('20310405-000001-ann-s0-abcd', definitionText);
    used = { checksum: started?.dataset.checksum ?? '', engineId: started?.engine.id ?? '' };
    await store('20310405-000002-ann-s0-abcd', definitionText);
    await store('20310405-000003-ann-s0-abcd', definitionText, { epochs: 3 });
    await store('20310405-000004-ann-s0-abcd', definitionText, { ending: 'none' });
    await store('20310405-000005-ann-s0-abcd', definitionText, { ending: 'failed' });
    await store('20310405-000006-ann-s0-abcd', definitionText, { seed: 1 });
    await store('20310405-000007-ann-s0-abcd', definitionText, { seed: 4 });
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('takes the newest complete run of each training, and says what is lacking', async () => {
    const { runs, lacking, seedCount } = await findComparisonRuns(await question('{}', '3'), signal);
    expect(runs.map((ofModel) => ofModel.map(({ runId }) => runId))).toEqual([
      ['20310405-000002-ann-s0-abcd', '20310405-000006-ann-s0-abcd'],
      [],
    ]);
    expect([lacking, seedCount]).toEqual([[[2], [0, 1, 2]], 3]);
  });

  it('of a plan takes all seeds that there are, and lacks the fewest that it asks for', async () => {
    const plan = '{ "min": 3, "max": 6, "stopWhen": "decided" }';
    const { runs, lacking, folders, seedCount } = await findComparisonRuns(await question('{}', plan), signal);
    expect(runs[0]?.map(({ state }) => state.started?.request.seed)).toEqual([0, 1, 4]);
    expect([lacking[0], lacking[1], seedCount]).toEqual([[2], [0, 1, 2], 3]);
    const [a, b, c] = ['20310405-000002', '20310405-000006', '20310405-000007'].map((id) =>
      path.join(root, `${id}-ann-s0-abcd`),
    );
    expect(folders).toEqual([[a, b, null, null, c, null], Array(6).fill(null)]);
  });

  it('takes no run of other images or another engine', async () => {
    const asked = await question('{}', '1');
    const none = { runs: [[], []], lacking: [[0], [0]] };
    expect(await findComparisonRuns({ ...asked, checksum: 'another' }, signal)).toMatchObject(none);
    expect(await findComparisonRuns({ ...asked, engineId: 'another' }, signal)).toMatchObject(none);
  });

  it('judges what it found, and tells of the rest that it is missing', async () => {
    const asked = await question('{ "parameters": "<=421642", "accuracy": ">0.01" }', '1');
    const found = await findComparisonRuns(asked, signal);
    const folders: string[] = [];
    const judging = async (given: readonly string[], margin: number) => {
      folders.push(...given);
      return judge([{ ...madeRun({ model: 'ann', seed: 0, skill: 2 }), runId: '20310405-000002-ann-s0-abcd' }], {
        margin,
        resamples: 200,
      });
    };
    const report = await testComparison(asked, found, judging, signal);
    expect(folders.map((folder) => path.basename(folder))).toEqual(['20310405-000002-ann-s0-abcd']);
    expect(report.outcomes.map(({ model, status }) => [model, status])).toEqual([
      [0, 'pass'],
      [0, 'pass'],
      [1, 'missing'],
      [1, 'missing'],
    ]);
    expect(report.models).toEqual([
      { key: 'ann', runIds: ['20310405-000002-ann-s0-abcd'], seedCount: 1 },
      { key: 'cnn', runIds: [], seedCount: 1 },
    ]);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('judges nothing where nothing is trained', async () => {
    const asked = await question('{ "accuracy": ">0.01" }', '1');
    const judging = () => Promise.reject(new Error('there is nothing to judge'));
    const report = await testComparison(asked, { runs: [[], []], seedCount: 1 }, judging, signal);
    expect(report.outcomes.map(({ missing }) => missing)).toEqual(['not-trained', 'not-trained']);
  });
});
