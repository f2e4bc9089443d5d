import { describe, expect, it } from 'vitest';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { planModel } from '../../../src/core/plan/planModel.js';
import { modelText } from '../../support/modelText.js';

const digits = Array.from({ length: 10 }, (_, digit) => String(digit));
const clothes = ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Boot'];
const rest = '{ "type": "flatten" }, { "type": "dense", "units": 10, "activation": "softmax" }';

function problemsOf(layers: string, classNames?: readonly string[]) {
  const text = modelText(`${layers}, ${rest}`);
  const { value } = parseModel(text);
  if (value === undefined) throw new Error('the text cannot be read');
  const target = { inputShape: [28, 28, 1], classCount: 10, ...(classNames === undefined ? {} : { classNames }) };
  const { plan, problems } = planModel(value, target);
  expect(plan).toBeDefined();
  return problems.map(({ code, severity, fix }) => {
    const mended = fix && text.slice(0, fix.range.start) + fix.text + text.slice(fix.range.end);
    return { code, severity, mended };
  });
}

describe('flips of signs', () => {
  const flip = '{ "type": "rescale", "scale": 0.004 }, { "type": "randomFlip", "mode": "horizontal" }';

  it.each([
    ['digits', digits],
    ['number words', ['zero', 'One', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']],
    ['kana', ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo']],
  ])('are warned of: %s', (_, classNames) => {
    const [problem, ...others] = problemsOf(flip, classNames);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'flipped-signs', severity: 'warning' });
    expect(problem?.mended).not.toContain('randomFlip');
    expect(problemsOf('{ "type": "rescale", "scale": 0.004 }', classNames)).toEqual([]);
  });

  it('are no matter for clothes, or where the classes are not known', () => {
    expect(problemsOf(flip, clothes)).toEqual([]);
    expect(problemsOf(flip)).toEqual([]);
  });
});

it('warns of signs that are turned upside down', () => {
  expect(problemsOf('{ "type": "randomRotation", "factor": 0.05 }', digits)).toEqual([]);
  const [problem] = problemsOf('{ "type": "randomRotation", "factor": [0, 0.5] }', digits);
  expect(problem).toMatchObject({ code: 'turned-signs', severity: 'warning' });
  expect(problem?.mended).toContain('"factor": 0.05');
});

describe('valueRange', () => {
  const rescale = '{ "type": "rescale", "scale": 0.00392156862745098 }, { "type": "randomFlip" }';

  it('is held against the values at that place', () => {
    const [problem, ...others] = problemsOf(`${rescale}, { "type": "randomErasing" }`);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'value-range', severity: 'warning' });
    expect(problem?.mended).toContain('"valueRange": [0, 1]');
    expect(problemsOf(`${rescale}, { "type": "randomContrast", "factor": 0.1 }`)).toMatchObject([
      { code: 'value-range' },
    ]);
    expect(problemsOf(`{ "type": "randomErasing", "valueRange": [0, 1] }`)).toMatchObject([{ code: 'value-range' }]);
  });

  it('is right, or does not matter', () => {
    expect(problemsOf('{ "type": "randomErasing" }')).toEqual([]);
    expect(problemsOf(`${rescale}, { "type": "randomErasing", "valueRange": [0, 1] }`)).toEqual([]);
    expect(problemsOf(`${rescale}, { "type": "randomErasing", "fillValue": 0 }`)).toEqual([]);
  });

  it('is not known behind a layer that computes', () => {
    const conv = '{ "type": "conv2d", "filters": 2, "kernelSize": 3 }, { "type": "randomErasing" }';
    expect(problemsOf(conv)).toEqual([]);
  });
});
