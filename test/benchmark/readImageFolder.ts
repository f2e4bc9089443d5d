// How long an image folder takes to be described and to be read, as a training does both:
// node test/support/runScript.mjs test/benchmark/readImageFolder.ts FOLDER
import { resolve } from 'node:path';
import { describeDatasetById, loadDataset } from '../../src/datasets/index.js';

async function measure(what: string, work: () => Promise<unknown>): Promise<void> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (value: number) => `${value.toFixed(2)} s`;
  console.log(
    `${what}: ${seconds((performance.now() - start) / 1000)}, ${seconds((user + system) / 1e6)} of processor time`,
  );
}

async function main(folder: string): Promise<void> {
  const id = `images:${resolve(folder)}`;
  const { trainCount, testCount, imageShape } = await describeDatasetById(id);
  console.log(`${trainCount + testCount} pictures, as ${imageShape.join('×')}`);
  await measure('describe', () => describeDatasetById(id));
  await measure('load', () => loadDataset(id));
}

void main(process.argv[2] ?? '.');
