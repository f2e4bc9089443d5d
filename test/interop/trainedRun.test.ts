import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { predictedClass } from '../../src/core/metrics/prediction.js';
import { loadDataset } from '../../src/datasets/index.js';
import { exporters } from '../../src/interop/index.js';
import { readExportSource } from '../../src/interop/readExportSource.js';
import { readPredictions } from '../../src/runs/predictionsFile.js';
import { cliRun } from '../support/cliRun.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';
import { predictByTfjs } from '../support/tfjsModel.js';

const wasmFolder = `${dirname(require.resolve('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm'))}/`;
const cli = resolve(__dirname, '../../dist/cli.cjs');
const isBuilt = existsSync(cli);
if (!isBuilt) process.stderr.write('skipped: exports of a trained model: dist/cli.cjs is not there: npm run build\n');
const IMAGES = 500;
const temporary = useTemporaryFolder();

// The other formats are read by Python: test/parity/trainedParity.ts.
it.skipIf(!isBuilt)(
  'a model that was trained predicts in TensorFlow.js what is stored in its run',
  { timeout: 120_000 },
  async () => {
    const definition = join(temporary.path, 'small.model.jsonc');
    const layers = [
      { type: 'rescale', scale: 1 / 255 },
      { type: 'conv2d', filters: 4, kernelSize: 3, strides: 2, padding: 'same', useBias: false },
      { type: 'batchNormalization', momentum: 0.8 },
      { type: 'activation', activation: 'relu' },
      { type: 'flatten' },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: 10, activation: 'softmax' },
    ];
    writeFileSync(definition, JSON.stringify({ name: 'small', layers }));
    const run = await cliRun(cli, [definition, '--engine', 'portable', '--limit', '1000', '--epochs', '4']);
    try {
      const source = await readExportSource(run.folder);
      const { probabilities, classCount } = await readPredictions(run.folder, source.state);
      const { test, imageShape } = await loadDataset('fashion-mnist');
      const size = imageShape.reduce((product, side) => product * side, 1);
      const images = { data: test.images.slice(0, IMAGES * size), shape: [IMAGES, ...imageShape] };
      const theirs = await predictByTfjs(exporters.tfjs(source), images, 'wasm', wasmFolder);
      expect(theirs.length).toBe(IMAGES * classCount);
      const difference = theirs.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - (probabilities[at] ?? 9))),
        0,
      );
      expect(difference).toBeLessThan(2e-5);
      const [stored, read] = [probabilities, theirs].map((rows) =>
        Array.from({ length: IMAGES }, (_, image) => predictedClass(rows, image, classCount)),
      );
      expect(read).toEqual(stored);
      // Else it had learned nothing by which it could be told.
      const right = stored?.filter((predicted, image) => predicted === test.labels[image]).length ?? 0;
      expect(right / IMAGES).toBeGreaterThan(0.4);
      expect(right / IMAGES).toBeLessThan(1);
    } finally {
      rmSync(run.runsFolder, { recursive: true, force: true });
    }
  },
);
