import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import type { ExportedFile } from '../../src/interop/exporter.js';

/**
 * Loads an exported layers model into TensorFlow.js and has it predict. `backend`: WebAssembly, which is quick, or plain
 * JavaScript, which has every op.
 */
export async function predictByTfjs(
  files: readonly ExportedFile[],
  images: { readonly data: Uint8Array; readonly shape: readonly number[] },
  backend: 'wasm' | 'cpu',
  wasmFolder: string,
): Promise<Float32Array> {
  // The native engine may be using the same TensorFlow.js.
  const before = tf.engine().backendName;
  setWasmPaths(wasmFolder);
  await tf.setBackend(backend);
  await tf.ready();
  const model = await loadLayersModel({
    load: async () => {
      const topology = files.find(({ path }) => path === 'model.json');
      const json = JSON.parse(new TextDecoder().decode(topology?.bytes));
      const [{ paths, weights }] = json.weightsManifest;
      const parts = (paths as string[]).map((name) =>
        Buffer.from(files.find(({ path }) => path === name)?.bytes ?? []),
      );
      const weightData = new Uint8Array(Buffer.concat(parts)).buffer;
      return { modelTopology: json.modelTopology, weightSpecs: weights, weightData };
    },
  });
  const input = tf.tensor(Float32Array.from(images.data), [...images.shape]);
  const output = model.predict(input, { batchSize: 25 }) as tf.Tensor;
  const probabilities = (await output.data()) as Float32Array;
  tf.dispose([input, output]);
  model.dispose();
  if (before) await tf.setBackend(before);
  return Float32Array.from(probabilities);
}
