import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installTensorFlow } from '../../src/engines/tensorflow/install/installTensorFlow.js';
import { enginePins } from '../../src/engines/tensorflow/install/pins.js';

const isWanted = process.env.BAKEOFF_TEST_ENGINE_INSTALL === '1';
if (!isWanted) {
  console.warn(
    'SKIPPED: a real installation of the engine (300 MB download); set BAKEOFF_TEST_ENGINE_INSTALL=1 to run it',
  );
}

describe.skipIf(!isWanted)('installTensorFlow, for real', () => {
  it('breaks off in the middle, goes on, and gives a library that multiplies', { timeout: 1_800_000 }, async () => {
    const cache = mkdtempSync(join(tmpdir(), 'bakeoff-real-install-'));
    try {
      const controller = new AbortController();
      const stopped = installTensorFlow({
        cache,
        way: 'wheel',
        signal: controller.signal,
        onProgress: ({ step, fraction }) => {
          if (step === 'unpack' && (fraction ?? 0) > 0.3) controller.abort(new Error('stopped'));
        },
      });
      await expect(stopped).rejects.toThrow('stopped');
      const result = await installTensorFlow({ cache, way: 'wheel' });
      console.log(result.durationsMs);
      expect(result.probe.tensorFlow).toBe(enginePins().wheel?.version);
      expect(readdirSync(join(cache, 'engines'))).toHaveLength(1);
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  });
});
