import { describe, expect, it } from 'vitest';
import { analyseModel } from '../../../src/core/language/analyseModel.js';
import { relatedPlaces } from '../../../src/core/language/relatedPlaces.js';
import { fashionTarget, modelText } from '../../support/modelText.js';

/** For the first problem of that code: the related pieces of text with what is said about them. */
function related(code: string, ...layers: readonly string[]): string[] {
  const text = modelText(...layers);
  const analysis = analyseModel(text, fashionTarget);
  const problem = analysis.problems.find((found) => found.code === code);
  if (problem === undefined) throw new Error(`no ${code} among ${analysis.problems.map((found) => found.code)}`);
  return relatedPlaces(analysis, problem).map(
    ({ range, message }) => `${text.slice(range.start, range.end)}: ${message}`,
  );
}

const output = '{ "type": "dense", "units": 10, "activation": "softmax" }';

describe('places that a problem has to do with', () => {
  it('are the layers whose shapes do not fit', () => {
    expect(
      related(
        'shapes-differ',
        '{ "type": "flatten", "name": "a" }',
        '{ "type": "dense", "units": 5 }',
        '{ "type": "add", "from": ["a", "dense"] }',
        output,
      ),
    ).toEqual(['a: "a" gives 784.', '"dense": "dense" gives 5.']);
    expect(related('needs-image', '{ "type": "flatten" }', '{ "type": "maxPooling2d" }', output)).toEqual([
      '"flatten": "flatten" gives 784.',
    ]);
  });

  it('are the first layer of a name that is there twice', () => {
    const twice = '{ "type": "flatten", "name": "a" }';
    expect(related('duplicate-name', twice, twice, output)).toEqual(['a: The first layer named "a".']);
  });

  it('are the layer that is read too early', () => {
    expect(
      related(
        'forward-from',
        '{ "type": "flatten", "from": "late" }',
        '{ "type": "flatten", "from": "input", "name": "late" }',
        output,
      ),
    ).toEqual(['late: "late" is here.']);
  });

  it('are mostly none', () => {
    expect(related('unknown-key', '{ "type": "flatten", "nmae": "a" }', output)).toEqual([]);
    expect(related('class-count', '{ "type": "flatten" }', output.replace('10', '9'))).toEqual([]);
  });
});
