import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exitCodes.js';
import { runCommandLine } from '../../src/cli/runCommandLine.js';
import { FolderBoundary } from '../../src/folderBoundary.js';
import { captureIo } from '../support/captureIo.js';
import { makeIdxParts, writeIdxParts } from '../support/idxFixture.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();

const model = `{ "name": "m", "layers": [{ "type": "flatten" }, { "type": "dense", "units": 3, "activation": "softmax" }] }`;

/** A folder with a comparison in it, beside one that is none of its business; gives `check`'s result. */
async function check(comparison: object, ...options: string[]) {
  const io = captureIo();
  const file = path.join(own(), 'a.bakeoff.jsonc');
  writeFileSync(file, JSON.stringify({ name: 'a', dataset: 'idx:set', models: ['m.model.jsonc'], ...comparison }));
  const code = await runCommandLine(['check', file, ...options], io, '0.0.0');
  return { code, out: io.out() };
}

const own = () => path.join(temporary.path, 'own');
const other = () => path.join(temporary.path, 'other');

function prepare(): void {
  for (const folder of [own(), other()]) {
    writeIdxParts(path.join(folder, 'set'), makeIdxParts());
    writeFileSync(path.join(folder, 'm.model.jsonc'), model);
  }
}

describe('a comparison file', () => {
  it('may name what lies in its own folder and below', async () => {
    prepare();
    mkdirSync(path.join(own(), 'models'));
    writeFileSync(path.join(own(), 'models', 'm.model.jsonc'), model);
    const models = ['m.model.jsonc', './models/m.model.jsonc', 'models/../set/../models/../m.model.jsonc'];
    expect(await check({ models: models.slice(0, 2) })).toMatchObject({ code: exitCodes.ok });
    expect(await check({ models: models.slice(2) })).toMatchObject({ code: exitCodes.ok });
  });

  it.each([
    ['a model above', () => ({ models: ['../other/m.model.jsonc'] })],
    ['a model by its absolute path', () => ({ models: [path.join(other(), 'm.model.jsonc')] })],
    ['a model that is not there', () => ({ models: ['../../../../../../../../etc/no-such-file'] })],
    [
      'a model through a link to a file',
      () => {
        symlinkSync(path.join(other(), 'm.model.jsonc'), path.join(own(), 'link.model.jsonc'));
        return { models: ['link.model.jsonc'] };
      },
    ],
    [
      'a model through a link to a folder',
      () => {
        symlinkSync(other(), path.join(own(), 'link'));
        return { models: ['link/m.model.jsonc'] };
      },
    ],
    ['a dataset above', () => ({ dataset: 'idx:../other/set' })],
    ['a set of a dataset above', () => ({ dataset: 'idx:../other/set#emnist-letters' })],
    ['a folder of pictures above', () => ({ dataset: 'images:../other' })],
    ['a folder in CIFAR’s format above', () => ({ dataset: 'cifar:../other' })],
    ['a dataset by its absolute path', () => ({ dataset: `idx:${other()}/set` })],
    ['a dataset by a path without idx:', () => ({ dataset: `${other()}/set` })],
    [
      'a dataset through a link to a folder',
      () => {
        symlinkSync(path.join(other(), 'set'), path.join(own(), 'linked'));
        return { dataset: 'idx:linked' };
      },
    ],
    [
      'a dataset whose file is a link',
      () => {
        writeFileSync(path.join(temporary.path, 'secret'), 'secret');
        symlinkSync(path.join(temporary.path, 'secret'), path.join(own(), 'set', 'classes.txt'));
        return { dataset: 'idx:set' };
      },
    ],
  ])('may not name %s, unless a person says so', async (_, comparisonOf) => {
    prepare();
    const comparison = comparisonOf();
    const { code, out } = await check(comparison);
    expect(code).toBe(exitCodes.problems);
    expect(out).toMatch(/leads out of this file's folder and the current one.*--allow-outside\. \[outside-workspace\]/);
    expect(out).not.toMatch(/no such|ENOENT|secret/);
    expect((await check(comparison, '--allow-outside')).out).not.toContain('outside-workspace');
  });

  it('may name what lies in the current folder, where a person works', async () => {
    prepare();
    const inside = new FolderBoundary([own(), process.cwd()]);
    expect(await inside.contains('data/cnn.model.jsonc')).toBe(true);
    expect(await inside.contains('..')).toBe(false);
    expect(await inside.contains(path.join(own(), '..own'))).toBe(true);
    expect(await inside.contains(`${own()}-2`)).toBe(false);
  });

  it('does not matter as to its dataset where another is chosen', async () => {
    prepare();
    const set = `idx:${path.join(own(), 'set')}`;
    expect(await check({ dataset: 'idx:../other/set' }, '--dataset', set)).toMatchObject({ code: exitCodes.ok });
  });
});
