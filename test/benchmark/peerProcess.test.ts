import { describe, expect, it } from 'vitest';
import { PeerError, PeerProcess } from './peerProcess.js';

/** A peer in a few lines: `body` gets each request as `request` and says its answer. */
function peer(body: string): PeerProcess {
  const script = `
    const say = (message) => process.stdout.write(JSON.stringify(message) + '\\n');
    say({ ready: true, versions: { node: process.versions.node }, notes: [] });
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const request = JSON.parse(line);
      ${body}
    });`;
  return new PeerProcess('a peer', process.execPath, ['-e', script]);
}

describe('PeerProcess', () => {
  it('greets, then answers one request after the other', async () => {
    const process = peer('say({ samplesPerSecond: request.samples / 2 });');
    expect((await process.ready()).versions).toHaveProperty('node');
    expect(await process.train({ model: 'cnn', samples: 128 })).toBe(64);
    expect(await process.train({ model: 'cnn', samples: 64 })).toBe(32);
    process.stop();
  });

  it('reports a peer that dies, with what it said last', async () => {
    const process = peer(`console.error('out of memory'); process.exit(1);`);
    await process.ready();
    const failed = process.train({ model: 'cnn', samples: 64 });
    await expect(failed).rejects.toThrow(PeerError);
    await expect(failed).rejects.toThrow(/a peer ended without an answer\.\nout of memory/);
  });

  it('reports a peer that cannot be started', async () => {
    const missing = new PeerProcess('a peer', '/no/such/program', []);
    await expect(missing.ready()).rejects.toThrow(/a peer ended without an answer/);
  });

  it('refuses an answer that is no speed', async () => {
    const process = peer('say({ error: "unknown model" });');
    await process.ready();
    await expect(process.train({ model: 'cnn', samples: 64 })).rejects.toThrow(/samples\/s/);
    process.stop();
  });
});
