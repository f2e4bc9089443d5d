import { describe, expect, it } from 'vitest';
import { LensEvidence } from '../../src/host/lensEvidence.js';
import type { LayerTable } from '../../src/protocol/samples.js';
import { madeEvidence } from '../support/madeEvidence.js';

const table: LayerTable = { evidence: madeEvidence(), classNames: ['a'] };
const run = { folder: '/r/1', status: 'completed', durationMs: 5 } as const;

function known(answer: () => LayerTable | null) {
  const asked: unknown[] = [];
  let now = 0;
  const service = {
    request: async (name: string, params: unknown) => {
      asked.push([name, params]);
      return answer();
    },
  };
  const evidence = new LensEvidence(service as never, () => now);
  let changes = 0;
  evidence.onDidChange(() => {
    changes += 1;
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { evidence, asked, settle, changes: () => changes, pass: (ms: number) => (now += ms) };
}

describe('evidence for lenses', () => {
  it('is asked for once, and told when it is there', async () => {
    const { evidence, asked, settle, changes } = known(() => table);
    expect(evidence.of(run)).toBeUndefined();
    expect(evidence.of(run)).toBeUndefined();
    await settle();
    expect(evidence.of(run)).toBe(table);
    expect(asked).toEqual([['readLayerTable', { folder: '/r/1' }]]);
    expect(changes()).toBe(1);
    evidence.of({ ...run, durationMs: 9 });
    expect(asked).toHaveLength(2);
  });

  it('is looked for again later where there was none, and never of a run that trains', async () => {
    const { evidence, asked, settle, changes, pass } = known(() => null);
    evidence.of({ ...run, status: 'running' });
    expect(asked).toEqual([]);
    evidence.of(run);
    await settle();
    evidence.of(run);
    expect(asked).toHaveLength(1);
    pass(20_000);
    evidence.of(run);
    expect(asked).toHaveLength(2);
    expect(changes()).toBe(0);
  });

  it('is none where it cannot be read', async () => {
    const { evidence, settle } = known(() => {
      throw new Error('damaged');
    });
    evidence.of(run);
    await settle();
    expect(evidence.of(run)).toBeUndefined();
  });
});
