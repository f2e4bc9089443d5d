import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { expect, it } from 'vitest';
import { otherLoad } from './machineLoad.js';

it('sees another process that computes', async () => {
  const busy = spawn(process.execPath, ['-e', 'for (;;);']);
  try {
    const load = await otherLoad();
    expect(load).toBeGreaterThan(0.5 / cpus().length);
    expect(load).toBeLessThanOrEqual(1);
  } finally {
    busy.kill('SIGKILL');
  }
});
