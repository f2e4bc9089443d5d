import { expect, it } from 'vitest';
import type { ShownRun } from '../../../src/protocol/page.js';
import { augmentingRun } from '../../../webview/data/augmentingRun.js';
import { twoModels } from '../../page/support/pageRuns.js';

function withLayer(run: ShownRun, type: string, checksum?: string): ShownRun {
  const { started } = run.state;
  if (started === undefined) return run;
  const layer = { name: type, type, from: [], outputShape: [28, 28, 1], parameterCount: 0, macs: 0, line: 3 };
  const dataset = { ...started.dataset, ...(checksum === undefined ? {} : { checksum }) };
  return { ...run, state: { ...run.state, started: { ...started, dataset, layers: [layer, ...started.layers] } } };
}

it('is the first run on the same images that may change them', () => {
  const [first, second] = twoModels().runs as readonly [ShownRun, ShownRun];
  const id = first.runId;
  expect(augmentingRun([first, second], id)).toBeUndefined();
  expect(augmentingRun([withLayer(first, 'dropout'), second], id)).toBeUndefined();
  const [flipping, mixing] = [withLayer(first, 'randomFlip'), withLayer(second, 'mixup')];
  expect(augmentingRun([flipping, mixing], id)).toBe(flipping);
  expect(augmentingRun([first, mixing], id)).toBe(mixing);
  expect(augmentingRun([first, withLayer(second, 'mixup', 'other')], id)).toBeUndefined();
  expect(augmentingRun([first], 'gone')).toBeUndefined();
});
