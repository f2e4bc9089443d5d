import { describe, expect, it } from 'vitest';
import { gradCamFigure, occlusionFigure, questionText } from '../../../src/core/explain/mapFigure.js';

const layer = (name: string, type: string, values: number[]) => {
  return { name, type, height: 2, width: 2, isConvolution: true, values: Float32Array.from(values) };
};
const cams = {
  layers: [
    layer('conv2', 'conv2d', [1, 2, 4, -8]),
    layer('relu2', 'activation', [-1, -2, -3, -4]),
    { ...layer('pool2', 'maxPooling2d', [Number.NaN]), height: 1, width: 1 },
  ],
};
const about = { of: 'Shirt', imageShape: [2, 2, 1] } as const;

it('a question is said by the names of its classes', () => {
  const names = ['Shirt', 'Coat'];
  expect(questionText({ classIndex: 1 }, names)).toBe('Coat');
  expect(questionText({ classIndex: 1, against: 0 }, names)).toBe('Coat rather than Shirt');
  expect(questionText({ classIndex: 7 }, names)).toBe('class 7');
});

describe('a Grad-CAM in words', () => {
  it('says where it is greatest, what has no colour, and what the colour stands for', () => {
    const figure = gradCamFigure(cams, 'conv2', about);
    expect([...(figure?.map.values ?? [])]).toEqual([1, 2, 4, 0]);
    expect(figure?.facts).toEqual([
      'Speaks for Shirt most in the lower left (row 2, column 1 of 2 × 2).',
      '25 % of the layer’s places speak against it; they have no colour.',
    ]);
    expect(figure?.scale).toEqual({ below: '', above: '4.00' });
  });

  it('says that there is nothing to see', () => {
    expect(gradCamFigure(cams, 'relu2', about)?.facts[0]).toBe('Nothing in this layer speaks for Shirt.');
    expect(gradCamFigure(cams, 'pool2', about)?.facts).toEqual([
      'The model’s output is not a number, so there is no map.',
    ]);
    expect(gradCamFigure(cams, 'none', about)).toBeUndefined();
  });
});

describe('an occlusion map in words', () => {
  const asked = {
    grid: { patch: 1, stride: 1, tops: [0, 1], lefts: [0, 1] },
    fill: [73],
    probability: 0.872,
    drops: Float32Array.from([0.35, 0, 0, -0.03]),
  };

  it('says which part is worth most, which is in the way, and how it was hidden', () => {
    expect(occlusionFigure(asked, about)).toMatchObject({
      facts: [
        'Hiding the upper left (row 1, column 1 of 2 × 2) costs Shirt most: −35.0 points of 87.2 %.',
        'Hiding the lower right (row 2, column 2 of 2 × 2) helps most: +3.0 points.',
        'Hidden were squares of 1 × 1 pixels, 4 places 1 pixel apart, by the mean of the training images (grey 73 of 255).',
      ],
      scale: { below: '+35.0 points when hidden', above: '−35.0 points when hidden' },
    });
    const coloured = occlusionFigure({ ...asked, fill: [1, 2, 3], drops: new Float32Array(4) }, about);
    expect(coloured.facts[0]).toBe('Hiding a part never costs Shirt anything.');
    expect(coloured.facts[1]).toContain('(red 1, green 2, blue 3 of 255)');
  });
});
