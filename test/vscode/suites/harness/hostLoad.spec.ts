import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { hostMemory, measureHostLoad } from '../../support/hostLoad.js';

function block(durationMs: number): void {
  for (const end = performance.now() + durationMs; performance.now() < end; );
}

describe('the measure of the host', () => {
  it('sees a long task, at the beginning, within and at the end', async () => {
    for (const [before, after] of [
      [0, 0],
      [30, 30],
      [0, 30],
      [30, 0],
    ]) {
      const { longestTaskMs } = await measureHostLoad(async () => {
        if (before) await delay(before);
        block(60);
        if (after) await delay(after);
      });
      assert.ok(longestTaskMs > 55 && longestTaskMs < 5000, `${before}, ${after}: ${longestTaskMs} ms`);
    }
  });

  it('sees memory that is held, in buffers and objects', async () => {
    const before = await hostMemory();
    const held = { bytes: new Uint8Array(32 * 2 ** 20).fill(1), objects: Array.from({ length: 1e6 }, (_, i) => [i]) };
    const within = await hostMemory();
    const grown = within.heapMb - before.heapMb;
    assert.ok(grown > 40 && grown < 120, `${grown} MB more, of ${held.bytes.length} bytes and ${held.objects.length}`);
  });
});
