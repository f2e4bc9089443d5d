import { describe, expect, it } from 'vitest';
import { readPageParams, readSelection } from '../../src/protocol/pageReaders.js';

const selection = { runs: ['a', 'b'], view: 'training', split: 'test' };

describe('what a page sends', () => {
  it('passes when it is what the contract says', () => {
    expect(readPageParams('openDefinition', { runId: 'a', layer: 'conv2' })).toEqual({ runId: 'a', layer: 'conv2' });
    expect(readPageParams('setBaseline', { runId: null })).toEqual({ runId: null });
    const png = new Uint8Array([1, 2]);
    expect(readPageParams('saveImage', { suggestedName: 'a.png', png })).toEqual({ suggestedName: 'a.png', png });
  });

  it('names images of a run or of a dataset', () => {
    const images = { split: 'train', indices: [0, 7] };
    expect(readPageParams('readImages', { runId: 'a', ...images })).toMatchObject({ runId: 'a', ...images });
    expect(readPageParams('readImages', { dataset: 'x', ...images })).toMatchObject({ dataset: 'x', ...images });
    expect(readPageParams('readDataset', { runId: 'a' })).toEqual({ runId: 'a' });
    expect(readPageParams('augmentSamples', { runId: 'a' })).toEqual({ runId: 'a' });
    const check = { dataset: 'idx:set', what: 'labels' };
    expect(readPageParams('checkData', check)).toEqual(check);
    expect(readPageParams('openDefinition', { runId: 'a', line: 3 })).toEqual({ runId: 'a', line: 3 });
    expect(readPageParams('compareDefinitions', { first: 'a', second: 'b' })).toEqual({ first: 'a', second: 'b' });
    const sample = { runId: 'a', split: 'test', image: 9 };
    for (const name of ['inspectSample', 'inspectLayers', 'findNearest', 'findNearestFeatures'] as const)
      expect(readPageParams(name, sample)).toEqual(sample);
    for (const name of ['gradCam', 'occlude'] as const) {
      expect(readPageParams(name, { ...sample, classIndex: 3 })).toEqual({ ...sample, classIndex: 3 });
      const both = { ...sample, classIndex: 3, against: 0 };
      expect(readPageParams(name, both)).toEqual(both);
    }
  });

  it.each([
    ['openDefinition', { runId: 3 }, /openDefinition\.runId: expected text, got 3/],
    ['openDefinition', { runId: 'a', layer: {} }, /openDefinition\.layer: expected text/],
    ['openDefinition', { runId: 'a', line: 0 }, /openDefinition\.line/],
    ['compareDefinitions', { first: 'a' }, /compareDefinitions\.second/],
    ['judgement', { runIds: ['a', 7] }, /judgement\.runIds/],
    ['gradCam', { runId: 'a', split: 'test', image: 9 }, /gradCam\.classIndex/],
    ['occlude', { runId: 'a', split: 'test', image: 9, classIndex: -1 }, /occlude\.classIndex/],
    ['checkData', { dataset: 'idx:set', what: 'pixels' }, /checkData\.what/],
    ['stopRun', null, /stopRun: expected an object, got null/],
    ['stopRun', { runId: 'x'.repeat(1001) }, /at most 1000 characters/],
    ['removeRun', [], /expected an object/],
    ['saveText', { suggestedName: 'a', text: 5 }, /saveText\.text: expected text/],
    ['saveImage', { suggestedName: 'a', png: [1, 2] }, /saveImage\.png: expected bytes/],
    ['readSamples', { runId: 'a', split: 'all' }, /readSamples\.split: expected one of train, validation, test/],
    ['readImages', { split: 'test', indices: [] }, /either runId or dataset/],
    ['readImages', { runId: 'a', dataset: 'b', split: 'test', indices: [] }, /either runId or dataset/],
    ['readImages', { runId: 'a', split: 'test', indices: Array(513).fill(0) }, /at most 512 entries/],
    ['readImages', { runId: 'a', split: 'test', indices: [-1] }, /indices\[0\]: expected a whole number/],
    ['readImages', { runId: 'a', split: 'test', indices: new Uint32Array(2) }, /expected a list/],
    ['inspectSample', { runId: 'a', split: 'test', image: 2 ** 32 }, /inspectSample\.image: .*at most 4294967295/],
    ['findNearest', { runId: 'a', split: 'test', image: 1.5 }, /findNearest\.image/],
    ['readDataset', { dataset: 'x'.repeat(1001) }, /at most 1000 characters/],
  ] as const)('is refused: %s %j', (name, value, message) => {
    expect(() => readPageParams(name, value)).toThrow(message);
    expect(() => readPageParams(name, value)).toThrow(expect.objectContaining({ code: 'malformed' }));
  });
});

describe('a selection that was kept', () => {
  it('is read with all its parts', () => {
    const whole = { ...selection, epoch: 3, focus: { kind: 'cell', trueClass: 6, predictedClass: 0 }, sample: 17 };
    expect(readSelection(whole)).toEqual(whole);
    const unpredicted = { kind: 'cell', trueClass: 6, predictedClass: -1, runId: 'cnn-run' };
    expect(readSelection({ ...selection, focus: unpredicted })?.focus).toEqual(unpredicted);
    expect(readSelection({ ...selection, focus: { kind: 'class', classIndex: 2 } })?.focus).toEqual({
      kind: 'class',
      classIndex: 2,
    });
  });

  it.each([
    undefined,
    null,
    'text',
    { ...selection, runs: 'a' },
    { ...selection, runs: Array.from({ length: 101 }, String) },
    { ...selection, split: 'all' },
    { ...selection, epoch: 0 },
    { ...selection, focus: { kind: 'cell', trueClass: -1, predictedClass: 0 } },
    { ...selection, focus: { kind: 'cell', trueClass: 0, predictedClass: -2 } },
    { ...selection, focus: { kind: 'class', classIndex: 0, runId: 7 } },
    { ...selection, focus: { kind: 'other' } },
    { ...selection, sample: 1.5 },
  ])('is dropped when it is something else: %j', (value) => {
    expect(readSelection(value)).toBeUndefined();
  });
});
