import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCifar10 } from '../support/cifarFixture.js';
import { cliRun } from '../support/cliRun.js';
import { writeFiles, writeImageFolder } from '../support/imageFolderFixture.js';

const cli = path.resolve(__dirname, '../../dist/cli.cjs');
const isBuilt = existsSync(cli);
if (!isBuilt)
  process.stderr.write('skipped: trainings on folders of images: dist/cli.cjs is not there: npm run build\n');

const execute = promisify(execFile);
const [{ file }] = JSON.parse(readFileSync('test/fixtures/pictures.json', 'utf8')).cases;
const jpeg = Buffer.from(file, 'base64');
const modelOf = (classCount: number) => ({
  name: 'tiny',
  input: 'dataset',
  layers: [
    { type: 'rescale', scale: 1 / 255 },
    { type: 'flatten' },
    { type: 'dense', units: classCount, activation: 'softmax' },
  ],
  training: { epochs: 2, batchSize: 4 },
});

describe.skipIf(!isBuilt)('the same definition, trained on whatever images there are', () => {
  let folder = '';
  const runsFolders: string[] = [];
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'bakeoff-images-'));
    mkdirSync(folder, { recursive: true });
  });
  afterAll(() => {
    for (const one of [folder, ...runsFolders]) rmSync(one, { recursive: true, force: true });
  });

  const train = async (classCount: number, dataset: string) => {
    const definition = path.join(folder, `${classCount}.model.jsonc`);
    writeFileSync(definition, JSON.stringify(modelOf(classCount)));
    const run = await cliRun(cli, [
      definition,
      '--dataset',
      dataset,
      '--engine',
      'portable',
      '--validation-split',
      '0',
    ]);
    runsFolders.push(run.runsFolder);
    return { ...run, started: run.events.find((event) => event.type === 'runStarted') };
  };

  it('on coloured pictures, PNG and JPEG of several sizes; a JPEG is told what it is by the bundled decoder', async () => {
    const set = writeImageFolder(path.join(folder, 'pictures'));
    writeFiles(set, { 'red/photo.jpg': jpeg, 'bakeoff.dataset.jsonc': '{ "size": [8, 8], "name": "Colours" }' });
    const { started, runsFolder } = await train(2, set);
    expect(started?.dataset).toMatchObject({
      id: `images:${set}`,
      name: 'Colours (image folder)',
      imageShape: [8, 8, 3],
      classNames: ['blue', 'red'],
      trainCount: 9,
      testCount: 2,
    });
    const photo = path.join(folder, 'photo.jpg');
    writeFileSync(photo, jpeg);
    const { stdout } = await execute(process.execPath, [cli, 'predict', 'tiny', photo, '--runs', runsFolder, '--json']);
    const classes: { name: string }[] = JSON.parse(stdout).classes;
    expect(classes.map(({ name }) => name).sort()).toEqual(['blue', 'red']);
  }, 60_000);

  it('on a set in CIFAR’s format', async () => {
    const { started } = await train(10, writeCifar10(path.join(folder, 'cifar')));
    expect(started?.dataset).toMatchObject({ imageShape: [32, 32, 3], trainCount: 5, testCount: 2 });
    expect(started?.layers?.[0]).toMatchObject({ outputShape: [32, 32, 3] });
  }, 60_000);
});
