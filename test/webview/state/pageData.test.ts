import { describe, expect, it } from 'vitest';
import { RemoteError } from '../../../src/protocol/remoteError.js';
import { ImageList } from '../../../webview/state/imageList.js';
import { type AskForData, PageData } from '../../../webview/state/pageData.js';
import { whenChanged } from '../../../webview/state/whenChanged.js';

interface Asked {
  readonly name: string;
  readonly params: unknown;
  readonly signal: AbortSignal | undefined;
  readonly report: (progress: unknown) => void;
  answer(result: unknown): void;
  fail(error: unknown): void;
}

function setUp() {
  const asked: Asked[] = [];
  let changes = 0;
  const ask = ((name, params, { signal, onProgress }) =>
    new Promise((resolve, reject) => {
      const report = (progress: unknown) => onProgress?.(progress);
      asked.push({ name, params, signal, report, answer: (result) => resolve(result as never), fail: reject });
    })) as AskForData;
  const data = new PageData(ask, () => {
    changes += 1;
  });
  return { asked, data, changes: () => changes };
}

const sample = { runId: 'a', split: 'test', image: 3 } as const;
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('what the page asks for', () => {
  it('is asked for once, and kept', async () => {
    const { asked, data, changes } = setUp();
    expect(data.get('inspectSample', sample)).toEqual({ kind: 'loading' });
    data.get('inspectSample', { ...sample });
    expect(asked).toHaveLength(1);
    asked[0]?.report({ message: 'Half of it', fraction: 0.5 });
    expect(data.get('inspectSample', sample)).toMatchObject({ progress: { fraction: 0.5 } });
    const answer = { label: 1, top: [] };
    asked[0]?.answer(answer);
    await settled();
    expect(changes()).toBe(2);
    expect(data.get('inspectSample', sample)).toEqual({ kind: 'ready', value: answer });
    expect(asked).toHaveLength(1);
    data.get('inspectSample', sample, 'another revision');
    data.get('inspectSample', { ...sample, image: 4 });
    expect(asked).toHaveLength(3);
  });

  it('is told why it is not to be had, and asked for again when the person says so', async () => {
    const { asked, data } = setUp();
    data.get('findNearest', sample);
    asked[0]?.fail(new RemoteError('The file has gone.', 'missing', 'Train again.'));
    await settled();
    expect(data.get('findNearest', sample)).toEqual({
      kind: 'failed',
      problem: { message: 'The file has gone.', advice: 'Train again.' },
    });
    expect(asked).toHaveLength(1);
    data.retryFailed();
    expect(data.get('findNearest', sample)).toEqual({ kind: 'loading' });
    expect(asked).toHaveLength(2);
  });

  it('is not waited for any more when the person does not want to', async () => {
    const { asked, data } = setUp();
    const split = { runId: 'a', split: 'train' } as const;
    data.get('readSamples', split);
    data.cancel('readSamples', { message: 'Enough.' });
    expect(asked[0]?.signal?.aborted).toBe(true);
    asked[0]?.fail(asked[0].signal?.reason);
    await settled();
    expect(data.get('readSamples', split)).toEqual({ kind: 'failed', problem: { message: 'Enough.' } });
  });

  it('is forgotten with its run, late answers too', async () => {
    const { asked, data, changes } = setUp();
    data.get('inspectSample', sample);
    data.get('inspectSample', { ...sample, runId: 'b' });
    data.keepRuns(new Set(['b']));
    expect(asked.map(({ signal }) => signal?.aborted)).toEqual([true, false]);
    asked[0]?.answer({ label: 0, top: [] });
    await settled();
    expect(changes()).toBe(0);
    data.get('inspectSample', { ...sample, runId: 'b' });
    expect(asked).toHaveLength(2);
  });

  it('of several runs is forgotten with any of them', () => {
    const { asked, data } = setUp();
    data.get('judgement', { runIds: ['a', 'b'] });
    data.get('judgement', { runIds: ['b', 'c'] });
    data.keepRuns(new Set(['b', 'c']));
    expect(asked.map(({ signal }) => signal?.aborted)).toEqual([true, false]);
  });

  it('is kept in a bounded number, those used last', () => {
    const { asked, data } = setUp();
    for (let image = 0; image < 60; image += 1) data.get('inspectLayers', { ...sample, image });
    data.get('inspectLayers', { ...sample, image: 0 });
    data.get('inspectLayers', { ...sample, image: 60 });
    expect(asked.filter(({ signal }) => signal?.aborted).map(({ params }) => params)).toEqual([
      { ...sample, image: 1 },
    ]);
    data.get('inspectLayers', { ...sample, image: 0 });
    expect(asked).toHaveLength(61);
  });
});

describe('the list that is gone through', () => {
  it('has neighbours, but none beyond its ends', () => {
    const list = new ImageList();
    list.set(Uint32Array.of(40, 7, 12), (image) => image === 7);
    expect(list.neighbour(7, 1)).toBe(12);
    expect(list.neighbour(7, -1)).toBe(40);
    expect(list.neighbour(12, 1)).toBeUndefined();
    expect(list.neighbour(40, -1)).toBeUndefined();
    expect(list.neighbour(99, 1)).toBeUndefined();
    expect([list.positionOf(12), list.positionOf(99), list.count]).toEqual([2, -1, 3]);
    expect([list.focus(7), list.focus(12)]).toEqual([true, false]);
  });
});

describe('what is computed when something has changed', () => {
  it('is not computed again for equal values and the same things', () => {
    let count = 0;
    const things = new Uint32Array(3);
    const computed = whenChanged((_: unknown, __: unknown) => {
      count += 1;
      return count;
    });
    computed([{ name: 'a', things }], { kind: 'cell', place: 1 });
    expect(computed([{ name: 'a', things }], { kind: 'cell', place: 1 })).toBe(1);
    expect(computed([{ name: 'b', things }], { kind: 'cell', place: 1 })).toBe(2);
    expect(computed([{ name: 'b', things: new Uint32Array(3) }], { kind: 'cell', place: 1 })).toBe(3);
    expect(computed([], undefined)).toBe(4);
    expect(computed([], undefined)).toBe(4);
  });
});
