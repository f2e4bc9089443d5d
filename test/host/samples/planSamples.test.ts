import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Conflict, conflictsOf, freeName, planSamples } from '../../../src/host/samples/planSamples.js';

const samples = [
  { name: 'ann.model.jsonc', text: '{ "name": "ann" }\n' },
  { name: 'cnn.model.jsonc', text: '{ "name": "cnn" }\n' },
  { name: 'all.bakeoff.jsonc', text: '{ "models": ["ann.model.jsonc", "cnn.model.jsonc"] }\n' },
];
const names = samples.map(({ name }) => name);

describe('the files of a sample workspace', () => {
  it('all go into an empty folder, as they are', () => {
    expect(planSamples(samples, new Map(), new Map())).toEqual({ written: samples, kept: [] });
  });

  it('are no conflict where the same text is there, with whatever line ends', () => {
    const present = new Map(samples.map(({ name, text }) => [name, text.replaceAll('\n', '\r\n')]));
    expect(conflictsOf(samples, present)).toEqual([]);
    expect(planSamples(samples, present, new Map())).toEqual({ written: [], kept: names });
  });

  it("leave a person's file alone", () => {
    const present = new Map([['cnn.model.jsonc', 'mine']]);
    expect(conflictsOf(samples, present)).toEqual(['cnn.model.jsonc']);
    for (const answers of [new Map<string, Conflict>(), new Map<string, Conflict>([['cnn.model.jsonc', 'keep']])]) {
      const { written, kept } = planSamples(samples, present, answers);
      expect(written.map(({ name }) => name)).toEqual(['ann.model.jsonc', 'all.bakeoff.jsonc']);
      expect(kept).toEqual(['cnn.model.jsonc']);
    }
  });

  it('go beside it where that is wanted, and the comparison names them so', () => {
    const present = new Map([
      ['cnn.model.jsonc', 'mine'],
      ['cnn-2.model.jsonc', ''],
    ]);
    const { written, kept } = planSamples(samples, present, new Map([['cnn.model.jsonc', 'beside']]));
    expect(written.map(({ name }) => name)).toEqual(['ann.model.jsonc', 'cnn-3.model.jsonc', 'all.bakeoff.jsonc']);
    expect(written.at(-1)?.text).toContain('["ann.model.jsonc", "cnn-3.model.jsonc"]');
    expect(kept).toEqual([]);
  });

  it('never overwrite anything, whatever is there and whatever is answered', () => {
    const name = fc.constantFrom(...names, ...names.map((own) => freeName(own, new Set())), 'other.txt');
    const present = fc.array(fc.tuple(name, fc.constantFrom('mine', '', ...samples.map(({ text }) => text))));
    const answers = fc.array(fc.tuple(name, fc.constantFrom<Conflict[]>('keep', 'beside')));
    fc.assert(
      fc.property(present, answers, (there, said) => {
        const taken = new Map(there);
        const { written, kept } = planSamples(samples, taken, new Map(said));
        expect(written.filter((file) => taken.has(file.name))).toEqual([]);
        expect(new Set(written.map((file) => file.name)).size).toBe(written.length);
        expect(written.length + kept.length).toBe(samples.length);
      }),
    );
  });

  it.each([
    ['a.model.jsonc', ['a-2.model.jsonc'], 'a-3.model.jsonc'],
    ['README', [], 'README-2'],
    ['.hidden', [], '.hidden-2'],
  ])('%s beside %j is %s', (name, taken, expected) => {
    expect(freeName(name, new Set(taken))).toBe(expected);
  });
});
