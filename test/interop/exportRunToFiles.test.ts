import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/runCommandLine.js';
import { exportFormats } from '../../src/core/interop/exportFormats.js';
import { exporters } from '../../src/interop/index.js';
import { captureIo } from '../support/captureIo.js';
import { storeModel } from '../support/storedModel.js';
import { storeRun } from '../support/storedRun.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const runId = '20310405-060708-small-s0-4f3a';
const definition = JSON.stringify({
  name: 'small',
  layers: [
    { type: 'rescale', scale: 0.004 },
    { type: 'conv2d', filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' },
    { type: 'batchNormalization' },
    { type: 'flatten' },
    { type: 'dropout', rate: 0.5 },
    { type: 'dense', units: 10, activation: 'softmax' },
  ],
});

describe('bakeoff export', () => {
  const temporary = useTemporaryFolder();
  const inside = (name: string) => path.join(temporary.path, name);

  async function bakeoff(...argv: string[]) {
    const io = captureIo({ json: argv.includes('--json') });
    const code = await runCommandLine(['export', ...argv, '--runs', inside('runs')], io, '1.2.3');
    return { code, out: io.out(), err: io.err() };
  }

  it('has a writer for every format', () => {
    expect([...Object.keys(exporters), 'mlflow']).toEqual(exportFormats.map(({ id }) => id));
  });

  it.each(exportFormats.filter(({ place }) => place !== 'server'))(
    'writes $id, and over it only when told to',
    async ({ id, place }) => {
      await storeModel(inside('runs'), runId, definition);
      const out = inside('exported');
      const first = await bakeoff('small', '--format', id, '--out', out, '--json');
      expect([first.code, first.err]).toEqual([0, '']);
      const told = JSON.parse(first.out);
      expect(told).toMatchObject({ type: 'exported', runId, format: id, path: out });
      const isFolder = statSync(out).isDirectory();
      expect(isFolder).toBe(place === 'folder');
      const files = isFolder
        ? readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
        : [];
      const paths = isFolder ? files.map((entry) => path.join(entry.parentPath, entry.name)) : [out];
      expect(paths.length).toBe(told.files);
      expect(paths.reduce((sum, file) => sum + statSync(file).size, 0)).toBe(told.bytes);

      const again = await bakeoff('small', '--format', id, '--out', out);
      expect(again.code).toBe(2);
      expect(again.err).toContain('is there already; nothing was written');
      const before = paths.map((file) => readFileSync(file));
      const forced = await bakeoff('small', '--format', id, '--out', out, '--force');
      expect(forced.code).toBe(0);
      // The same run gives the same files, to the byte.
      paths.forEach((file, index) => {
        expect(readFileSync(file).equals(before[index] ?? Buffer.alloc(0)), file).toBe(true);
      });
    },
  );

  it('says what is missing', async () => {
    await storeRun(inside('runs'), '20310405-060708-cnn-s0-4f3a');
    const { code, err } = await bakeoff('cnn', '--format', 'onnx', '--out', inside('x.onnx'));
    expect(code).toBe(2);
    expect(err).toMatch(/definition has errors|weights/);
    expect((await bakeoff('cnn', '--format', 'caffe')).err).toContain('caffe');
  });

  it('refuses weights that are another definition’s', async () => {
    const folder = await storeModel(inside('runs'), runId, definition);
    const other = definition.replace('"filters":4', '"filters":5');
    writeFileSync(path.join(folder, 'definition.model.jsonc'), other);
    const { code, err } = await bakeoff('small', '--format', 'onnx', '--out', inside('x.onnx'));
    expect(code).toBe(2);
    expect(err).toContain('conv2d/kernel should be [3, 3, 1, 5], found [3, 3, 1, 4]');
  });
});
