import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { RUN_ID } from './storedProbabilities.js';

/** Notes of each answer that comes in what its arrays are: what arrives as an object, or cut, is seen here. */
const listen = `(html) => {
  window.arrived = [];
  const note = (value, path) => {
    if (ArrayBuffer.isView(value))
      window.arrived.push([path, {
        kind: value.constructor.name,
        length: value.length,
        ofBuffer: value.byteLength === value.buffer.byteLength,
        sum: value.reduce((sum, entry) => sum + (Number.isNaN(entry) ? 0 : entry), 0),
        gaps: value.filter(Number.isNaN).length,
      }]);
    else if (typeof value === 'object' && value !== null)
      for (const [key, entry] of Object.entries(value)) note(entry, path === '' ? key : path + '.' + key);
  };
  window.addEventListener('message', ({ data }) => {
    if (data?.kind === 'result') note(data.result, '');
  });
}`;

interface Arrived {
  readonly kind: string;
  readonly length: number;
  readonly ofBuffer: boolean;
  readonly sum: number;
  readonly gaps: number;
}

async function arrived(path: string): Promise<Arrived> {
  return waitFor(`${path} to arrive`, async () => {
    const all = (await ui('evaluate', {
      webview: true,
      selector: 'html',
      expression: '() => window.arrived',
    })) as readonly (readonly [string, Arrived])[];
    return all.find(([of]) => of === path)?.[1];
  });
}

describe('what the page is given of images', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('are typed arrays, whole and with their gaps, as deep as they lie', async () => {
    await vscode.commands.executeCommand('modelBakeoff.openRun', RUN_ID);
    await ui('wait', { webview: true, selector: '#tab-errors', state: 'visible', timeoutMs: 30_000 });
    await ui('evaluate', { webview: true, selector: 'html', expression: listen });
    await ui('click', { webview: true, selector: '#tab-errors' });
    assert.deepEqual(await arrived('images'), {
      kind: 'Uint32Array',
      length: 1000,
      ofBuffer: true,
      sum: 499_500,
      gaps: 0,
    });
    const predicted = await arrived('predicted');
    assert.deepEqual([predicted.kind, predicted.length, predicted.sum], ['Int16Array', 1000, 4500 - 9 - 1]);
    const probability = await arrived('probability');
    assert.deepEqual([probability.kind, probability.length, probability.gaps], ['Float32Array', 1000, 1]);
    assert.ok(Math.abs(probability.sum - 999 * 0.55) < 0.01, String(probability.sum));
    const pixels = await arrived('bytes');
    assert.equal(pixels.kind, 'Uint8Array');
    assert.equal(pixels.length % 784, 0);
    assert.ok(pixels.ofBuffer && pixels.sum > 0);
  });

  it('are pictures in a dataset, too', async () => {
    await ui('click', { webview: true, selector: '#tab-data' });
    const samples = await arrived('samples.batch.bytes');
    assert.deepEqual([samples.kind, samples.length], ['Uint8Array', 100 * 784]);
    assert.ok(samples.ofBuffer && samples.sum > 0);
    await ui('screenshot', { name: 'data' });
  });
});
