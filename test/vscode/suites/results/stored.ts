import { join } from 'node:path';
import type { WrittenRunOptions } from './writtenRuns.js';

/** A definition that trains, with the layer `output` on its third line. */
export function trainedText(name: string): string {
  return `{ "name": "${name}", "layers": [
  { "type": "flatten" },
  { "type": "dense", "name": "output", "units": 10, "activation": "softmax" }
] }
`;
}

/** What stands in the file of `ann`, which has been edited since. */
export const editedText = trainedText('ann').replace('{ "type": "flatten" },', '{ "type": "flatten" },\n  // New.');

/** Names by which the specs know the stored runs. */
export const ids = {
  cnn: ['20310405-060700-cnn-s0-0000', '20310405-060701-cnn-s1-0001', '20310405-060702-cnn-s2-0002'],
  stale: '20310405-060703-ann-s0-0003',
  failed: '20310405-060704-cnn-s0-0004',
  interrupted: '20310405-060705-ann-s1-0005',
} as const;

/** Three seeds of one model, one run of a definition that is another by now, one that failed, one that was interrupted. */
export function storedRunsOf(workspace: string): WrittenRunOptions[] {
  const start = Date.now() - 3_600_000;
  const of = (modelName: string) => ({
    modelName,
    definitionPath: join(workspace, `${modelName}.model.jsonc`),
    definitionText: trainedText(modelName),
  });
  return [
    ...ids.cnn.map((runId, seed) => ({
      ...of('cnn'),
      runId,
      seed,
      startTime: start + seed,
      testAccuracy: 0.92 + seed / 100,
    })),
    { ...of('ann'), runId: ids.stale, startTime: start + 10, testAccuracy: 0.881, isSample: true },
    { ...of('cnn'), runId: ids.failed, startTime: start + 20, ending: 'failed', epochs: 1 },
    { ...of('ann'), runId: ids.interrupted, seed: 1, startTime: start + 30, ending: 'none', epochs: 3 },
  ];
}
