import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Channel } from '../../src/protocol/channel.js';
import type { HostContract, ServiceContract } from '../../src/protocol/service.js';
import { createService } from '../../src/service/createService.js';
import { portPair } from '../protocol/portPair.js';
import { makeIdxParts, writeIdxParts } from '../support/idxFixture.js';
import { storeImageRun } from '../support/imageRun.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
let host: Channel<HostContract, ServiceContract>;
let service: { dispose(): void };
beforeEach(() => {
  const [hostPort, servicePort] = portPair();
  host = new Channel(hostPort, {});
  service = createService(servicePort, { trainerEntry: '/nowhere' });
});
afterEach(() => {
  service.dispose();
  host.dispose();
});

/** Of 6 test images of the classes 0, 1, 2, 0, 1, 2: all right, or all wrong. */
const answers = (shift: number) =>
  Float32Array.from(
    [0, 1, 2, 0, 1, 2].flatMap((label) => [0, 1, 2].map((own) => (own === (label + shift) % 3 ? 1 : 0))),
  );

async function store(name: string, seed: number, probabilities?: Float32Array): Promise<string> {
  const images = path.join(temporary.path, 'images');
  writeIdxParts(images, makeIdxParts());
  const runId = `20260101-12000${seed}-${name}-s${seed}-aaaa`;
  const options = { seed, ...(probabilities === undefined ? {} : { probabilities }) };
  return storeImageRun(path.join(temporary.path, 'runs'), runId, `idx:${images}`, options);
}

const follow = (models: readonly (readonly (string | null)[])[]) =>
  host.request('followSeeds', { plan: { minimum: 3, maximum: 5 }, margin: 0.01, models });

describe('a look at the rounds of a comparison', () => {
  it('is taken from what runs have stored', async () => {
    const seeds = [0, 1, 2];
    const wrong = await Promise.all(seeds.map((seed) => store('wrong', seed, answers(1))));
    const right = await Promise.all(seeds.map((seed) => store('right', seed, answers(0))));
    expect(await follow([wrong.slice(1), right.slice(1)])).toMatchObject({ seeds: 2, looks: [] });
    const state = await follow([wrong, right, right.map(() => null)]);
    expect(state).toMatchObject({ seeds: 3, stop: 'decided', pairs: [{ kind: 'better' }, { kind: 'no-result' }] });
    expect(state.pairs[0]?.estimate).toMatchObject({
      difference: 1,
      images: { count: 6 },
      seeds: { variance: 0, count: 3 },
    });
  });

  it('does without runs that have no predictions or do not exist', async () => {
    const wrong = await Promise.all([0, 1, 2].map((seed) => store('wrong', seed, answers(1))));
    const failed = [await store('right', 0), await store('right', 1, answers(0)), path.join(temporary.path, 'gone')];
    expect(await follow([wrong, failed])).toMatchObject({ seeds: 3, pairs: [{ kind: 'undecided', estimate: null }] });
  });
});
