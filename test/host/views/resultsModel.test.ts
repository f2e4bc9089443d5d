import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredRun } from '../../../src/host/host.js';
import type { OutlineInput } from '../../../src/host/views/outlineResults.js';
import { ResultsModel } from '../../../src/host/views/resultsModel.js';
import { parseRunFilter } from '../../../src/host/views/runFilter.js';
import { listedRun } from '../../support/listedRun.js';

const NOON = new Date(2031, 3, 5, 12).getTime();

function run(number: number, changes: Partial<StoredRun> = {}): StoredRun {
  const modelName = ['ann', 'cnn', 'deep'][number % 3] ?? '';
  const runId = `20310405-${100_000 + number}-${modelName}-s${number}-0000`;
  return listedRun({ runId, modelName, seed: number }, { startTime: NOON + number * 1_000, ...changes });
}

/** A model with the input that it is asked for; what is assigned to it counts from the next question on. */
function modelOf(runs: readonly StoredRun[], changes: Partial<OutlineInput> = {}) {
  const input = { runs, groupBy: 'definition' as const, compared: new Set<string>(), isStale: () => false, now: NOON };
  const asked: { -readonly [Key in keyof OutlineInput]: OutlineInput[Key] } = { ...input, ...changes };
  const model = new ResultsModel(() => asked);
  return { asked, model, first: model.refresh() };
}

const training = (own: StoredRun, epoch: number): StoredRun => {
  const { testAccuracy: _, macroF1: _1, ...open } = own;
  const figures = { epoch, epochs: 10, step: 1, stepsPerEpoch: 750, loss: 0.2, accuracy: 0.9 };
  const rest = { samplesPerSecond: null, fraction: null, remainingMs: null, epochStartTime: null };
  return { ...open, status: 'running', epochs: epoch - 1, progress: { ...figures, ...rest } };
};

describe('the results tree as it was drawn', () => {
  it('draws everything the first time, and then nothing for nothing', () => {
    const { model, first } = modelOf([run(0), run(1)]);
    expect(first).toBe('all');
    expect(model.refresh()).toEqual([]);
  });

  it('draws one line while a run trains on', () => {
    const [other, before, after] = [run(1), training(run(0), 3), training(run(0), 4)];
    const { model, asked } = modelOf([other, before]);
    asked.runs = [other, after];
    expect(model.update([after])).toEqual([after.folder]);
    expect(model.get(after.folder)).toMatchObject({ run: after });
    expect(model.refresh()).toEqual([]);
  });

  it('draws the group of a run that ended, as its heading tells the best', () => {
    const [other, before, after] = [run(1), training(run(0), 3), run(0)];
    const { model, asked } = modelOf([other, before]);
    asked.runs = [other, after];
    const group = model.get(before.folder);
    expect(model.update([after])).toEqual([group?.parent]);
  });

  it('draws everything when a group comes or goes, and the group when a run does', () => {
    const runs = [run(0), run(1)];
    const { model, asked } = modelOf(runs);
    const other = run(2);
    asked.runs = [...runs, other];
    expect(model.update([other])).toBe('all');
    asked.runs = runs;
    expect(model.update([undefined])).toBe('all');
    const older = run(-3, { setup: 'other' });
    asked.runs = [...runs, older];
    expect(model.update([older])).toEqual([model.get(run(0).folder)?.parent]);
  });

  it('draws the lines whose marks change', () => {
    const { model, asked } = modelOf([run(0), run(1)]);
    asked.compared = new Set([run(0).runId]);
    const [first, second] = asked.runs;
    expect(model.refresh()).toEqual([first?.folder]);
    asked.baseline = second?.runId;
    expect(model.refresh()).toEqual([second?.folder]);
    asked.isStale = ({ runId }) => runId === first?.runId;
    expect(model.refresh()).toEqual([first?.folder]);
  });

  it('leaves a run that the filter hides alone while it trains on', () => {
    const [other, before, after] = [run(1), training(run(0), 3), training(run(0), 4)];
    const { model, asked } = modelOf([other, before], { filter: parseRunFilter('status:completed') });
    asked.runs = [other, after];
    expect(model.update([after])).toEqual([]);
    asked.runs = [other, run(0)];
    expect(model.update([run(0)])).not.toEqual([]);
    expect(model.get(run(0).folder)).toBeDefined();
  });

  it('lets go of a run that the filter does not let through any more', () => {
    const [before, after] = [training(run(0), 3), training(run(0), 4)];
    const { model, asked } = modelOf([before, run(1)], { filter: parseRunFilter('epochs<3') });
    asked.runs = [after, run(1)];
    expect(model.update([after])).toBe('all');
    expect(model.get(after.folder)).toBeUndefined();
  });

  it('comes by updates to what it would be made anew', () => {
    const change = fc.record({
      at: fc.nat(5),
      what: fc.constantFrom('train', 'end', 'remove', 'label', 'compare'),
      epoch: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), fc.constantFrom('', 'cnn', 'epochs>3'), (changes, text) => {
        const { model, asked } = modelOf([], { filter: parseRunFilter(text) });
        const stored = new Map<number, StoredRun>();
        for (const { at, what, epoch } of changes) {
          const own = stored.get(at) ?? run(at);
          if (what === 'remove') stored.delete(at);
          else if (what === 'train') stored.set(at, training(run(at), epoch));
          else if (what === 'end') stored.set(at, run(at));
          else if (what === 'label') stored.set(at, { ...own, label: `label ${epoch}` });
          else asked.compared = new Set([own.runId]);
          asked.runs = [...stored.values()];
          const redrawn = what === 'compare' ? model.refresh() : model.update([stored.get(at)]);
          // Only a line that is there can be drawn anew.
          if (redrawn !== 'all') for (const id of redrawn) expect(model.get(id)).toBeDefined();
          const fresh = new ResultsModel(() => asked);
          fresh.refresh();
          const faces = (of: ResultsModel) =>
            [...of.outline.nodes.values()]
              .map((node) => (node.kind === 'seeds' ? { ...node, runs: [] } : node))
              .toSorted((a, b) => (a.id < b.id ? -1 : 1));
          expect(faces(model)).toEqual(faces(fresh));
          expect(model.outline.roots).toEqual(fresh.outline.roots);
        }
      }),
    );
  });
});
