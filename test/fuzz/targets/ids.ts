import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { printable } from '../../../src/core/format.js';
import { DatasetError } from '../../../src/datasets/datasetError.js';
import { datasetFolderOf, datasetIdOf } from '../../../src/datasets/datasetId.js';
import { normalizeDatasetId } from '../../../src/datasets/index.js';
import { FolderBoundary } from '../../../src/folderBoundary.js';
import { DeleteRunError, deleteRun } from '../../../src/runs/deleteRun.js';
import { RunNotFoundError, resolveRun } from '../../../src/runs/resolveRun.js';
import { createRunId, isRunId, modelSlug, slugOfRunId } from '../../../src/runs/runId.js';
import { defineTarget, must } from '../fuzzTarget.js';
import { mutatedText } from '../mutateText.js';
import { mustBePlain } from '../plainText.js';
import { scratchFolder } from '../scratchFolder.js';

const id = '20261122-130501-cnn-s0-4f3a';

const names: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  mutatedText(id),
  fc.constantFrom(
    ...['', ' ', '.', '..', '../..', '/', '\\', 'latest', id, `${id}/`, `../${id}`, `a/${id}`, '\0', '\n'],
  ),
  fc.constantFrom(
    ...['__proto__', 'constructor', '\u001b[2J', '\u202e', '\ud800', 'COM1', 'x'.repeat(10_000), '-'.repeat(5000)],
  ),
  fc
    .array(fc.constantFrom('..', '.', '/', '\\', 'a', id, '\0', '~', '$HOME', '%2e%2e'), { maxLength: 6 })
    .map((parts) => parts.join('')),
);

export const runIdTarget = defineTarget({
  name: 'runId',
  arbitrary: fc.record({ text: names, seed: fc.nat(2 ** 31 - 1), time: fc.integer({ min: 0, max: 4e12 }) }),
  check: async ({ text, seed, time }: { text: string; seed: number; time: number }) => {
    const made = createRunId({ modelName: text, seed, time });
    must(isRunId(made), `${made} is no run id`);
    must(slugOfRunId(made) === modelSlug(text), `${made} does not hold ${modelSlug(text)}`);
    if (isRunId(text)) must(/^[a-z0-9-]{1,80}$/.test(text), `${printable(text)} is taken for an id`);
    const root = join(scratchFolder(), 'runs');
    mkdirSync(join(root, id), { recursive: true });
    try {
      const { runId, folder } = await resolveRun(root, text);
      must(isRunId(runId) && folder.endsWith(runId), `${printable(text)} leads to ${folder}`);
    } catch (error) {
      if (!(error instanceof RunNotFoundError)) throw error;
      mustBePlain(error.message);
    }
    // A path is resolved by whoever calls; what it leads to may well be a run.
    if (/[\\/]/.test(text) || isRunId(text)) return;
    try {
      await deleteRun(join(root, 'nothing', text));
      must(false, `${printable(text)} was deleted`);
    } catch (error) {
      if (!(error instanceof DeleteRunError)) throw error;
    }
  },
});

const datasets: fc.Arbitrary<string> = fc.oneof(
  names,
  fc.tuple(fc.constantFrom('idx', 'cifar', 'images'), names).map(([kind, name]) => `${kind}:${name}`),
  names.map((name) => `idx:a#${name}`),
  mutatedText('fashion-mnist'),
  fc.constantFrom('idx:', 'IDX:a', 'idx:\0', 'idx:idx:a', 'http://a/b', '\\\\host\\share', 'file:///etc'),
);

export const datasetIdTarget = defineTarget({
  name: 'datasetId',
  arbitrary: datasets,
  check: async (text: string) => {
    for (const read of [() => normalizeDatasetId(text), () => datasetIdOf(text), () => datasetIdOf(text, '/base')])
      try {
        must(
          /^(fashion-mnist$|kmnist$|cifar-100?$|emnist-[a-z]+$|idx:|cifar:|images:)/.test(read()),
          'an id of no kind',
        );
      } catch (error) {
        if (!(error instanceof DatasetError)) throw error;
      }
    const folder = datasetFolderOf(text, scratchFolder());
    const boundary = new FolderBoundary([scratchFolder()]);
    if (folder !== undefined && (await boundary.containsFolder(folder)))
      must(folder.startsWith(scratchFolder()), `${printable(folder)} is not within`);
  },
});
