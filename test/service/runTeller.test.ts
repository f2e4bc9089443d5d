import { describe, expect, it } from 'vitest';
import type { ServedRun, ServiceNotices } from '../../src/protocol/service.js';
import { RunTeller } from '../../src/service/runTeller.js';

const run = (id: number): ServedRun => ({
  runId: `run-${id}`,
  folder: `/runs/run-${id}`,
  status: 'completed',
  epochs: 1,
  warnings: [],
  isResumable: false,
});
const runs = (count: number, from = 0) => Array.from({ length: count }, (_, index) => run(from + index));

function listen() {
  const notices: ServiceNotices['runsChanged'][] = [];
  const teller = new RunTeller('/runs', (name, payload) => {
    if (name === 'runsChanged') notices.push(payload as ServiceNotices['runsChanged']);
  });
  return { teller, notices, ids: () => notices.flatMap(({ changed }) => changed.map(({ runId }) => runId)) };
}

describe('telling of runs', () => {
  it('tells thousands in slices that leave others their turn, none twice and none left out', async () => {
    const { teller, notices, ids } = listen();
    let turns = 0;
    const ticker = setInterval(() => (turns += 1), 1);
    await teller.tell(runs(5000), []);
    clearInterval(ticker);
    expect(ids()).toEqual(runs(5000).map(({ runId }) => runId));
    expect(Math.max(...notices.map(({ changed }) => changed.length))).toBeLessThanOrEqual(200);
    expect(turns).toBeGreaterThanOrEqual(notices.length - 2);
  });

  it('tells what came later later, and removals with the first slice', async () => {
    const { teller, notices, ids } = listen();
    void teller.tell(runs(500), ['gone']);
    await teller.tell([run(7)], []);
    expect(ids().slice(0, 500)).toEqual(runs(500).map(({ runId }) => runId));
    expect(ids().slice(500)).toEqual(['run-7']);
    expect(notices.map(({ removed }) => removed)).toEqual([['gone'], [], [], []]);
  });

  it('says that an empty root is empty', async () => {
    const { teller, notices } = listen();
    await teller.tell([], []);
    expect(notices).toEqual([{ root: '/runs', changed: [], removed: [] }]);
  });

  it('tells no more once it is disposed, and keeps nobody waiting', async () => {
    const { teller, ids } = listen();
    const told = teller.tell(runs(5000), []);
    await new Promise((resolve) => setImmediate(resolve));
    teller.dispose();
    await told;
    await teller.tell([run(1)], []);
    expect(ids()).toHaveLength(200);
  });
});
