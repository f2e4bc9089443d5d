import { describe, expect, it } from 'vitest';
import type { GradCamInspection, OcclusionInspection } from '../../../src/protocol/explanations.js';
import {
  gradCamFigure,
  kindOf,
  layerChoices,
  mapQuestion,
  occlusionFigure,
  questionText,
} from '../../../webview/inspector/mapModel.js';
import { mapPixels } from '../../../webview/inspector/mapPicture.js';

const names = ['Shirt', 'Coat', 'Bag'];
const choices = { kind: undefined, forClass: 'predicted', ratherThan: 'none' } as const;
const layer = (name: string, type: string, values: number[], isConvolution: boolean) => {
  return { name, type, height: 2, width: 2, isConvolution, values: Float32Array.from(values) };
};
const cams: GradCamInspection = {
  layers: [
    layer('conv1', 'conv2d', [0, 0, 0, -1], true),
    layer('conv2', 'conv2d', [1, 2, 4, -8], true),
    layer('relu2', 'activation', [-1, -2, -3, -4], false),
    { ...layer('pool2', 'maxPooling2d', [Number.NaN], false), height: 1, width: 1 },
  ],
};
const about = { of: 'Shirt', imageShape: [2, 2, 1] } as const;

describe('what is asked', () => {
  it('is about the class that was predicted, the true one, or another', () => {
    const image = { label: 0, predicted: 1 };
    expect(mapQuestion(choices, image)).toEqual({ classIndex: 1 });
    expect(mapQuestion({ ...choices, ratherThan: 'true' }, image)).toEqual({ classIndex: 1, against: 0 });
    expect(mapQuestion({ ...choices, forClass: 'true', ratherThan: '2' }, image)).toEqual({
      classIndex: 0,
      against: 2,
    });
    // Right: both are the same class.
    expect(mapQuestion({ ...choices, ratherThan: 'true' }, { label: 1, predicted: 1 })).toEqual({ classIndex: 1 });
    expect(mapQuestion(choices, { label: 2, predicted: -1 })).toEqual({ classIndex: 2 });
    expect(questionText({ classIndex: 1 }, names)).toBe('Coat');
    expect(questionText({ classIndex: 1, against: 0 }, names)).toBe('Coat rather than Shirt');
  });

  it('is of a layer where the model has convolutions, else of parts of the image', () => {
    expect(kindOf(choices, [{ type: 'dense' }, { type: 'depthwiseConv2d' }])).toBe('gradCam');
    expect(kindOf(choices, [{ type: 'backbone' }])).toBe('gradCam');
    expect(kindOf(choices, [{ type: 'flatten' }, { type: 'dense' }])).toBe('occlusion');
    expect(kindOf({ ...choices, kind: 'occlusion' }, [{ type: 'conv2d' }])).toBe('occlusion');
  });

  it('is of the end of the last convolution unless another layer is chosen', () => {
    expect(layerChoices(cams, undefined)).toMatchObject({ shown: 'relu2', choices: { length: 4 } });
    expect(layerChoices(cams, 'conv1').shown).toBe('conv1');
    expect(layerChoices(cams, 'gone').shown).toBe('relu2');
    expect(layerChoices(cams, 'conv1').choices[1]).toEqual({ value: 'conv2', label: 'conv2 · 2 × 2' });
  });
});

describe('a Grad-CAM in words', () => {
  it('says where it is greatest, what has no colour, and what the colour stands for', () => {
    const figure = gradCamFigure(cams, 'conv2', about);
    expect([...(figure?.map.values ?? [])]).toEqual([1, 2, 4, 0]);
    expect(figure?.facts).toEqual([
      'Speaks for Shirt most in the middle left (row 2, column 1 of 2 × 2).',
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
  const asked: OcclusionInspection = {
    grid: { patch: 1, stride: 1, tops: [0, 1], lefts: [0, 1] },
    fill: [73],
    probability: 0.872,
    drops: Float32Array.from([0.35, 0, 0, -0.03]),
  };

  it('says which part is worth most, which is in the way, and how it was hidden', () => {
    expect(occlusionFigure(asked, about)).toMatchObject({
      facts: [
        'Hiding the upper left (row 1, column 1 of 2 × 2) costs Shirt most: −35.0 points of 87.2 %.',
        'Hiding the middle (row 2, column 2 of 2 × 2) helps most: +3.0 points.',
        'Hidden were squares of 1 × 1 pixels, 4 places 1 pixel apart, by the mean of the training images (grey 73 of 255).',
      ],
      scale: { below: '+35.0 points when hidden', above: '−35.0 points when hidden' },
    });
    const coloured = occlusionFigure({ ...asked, fill: [1, 2, 3], drops: new Float32Array(4) }, about);
    expect(coloured.facts[0]).toBe('Hiding a part never costs Shirt anything.');
    expect(coloured.facts[1]).toContain('(red 1, green 2, blue 3 of 255)');
  });
});

it('is drawn in two colours, as opaque as it is far from 0', () => {
  const colors = { above: [255, 128, 0], below: [0, 0, 255] } as const;
  expect([...mapPixels({ values: Float32Array.of(2, -1, 0), scale: 2 }, colors)]).toEqual([
    ...[255, 128, 0, 255],
    ...[0, 0, 255, 128],
    ...[255, 128, 0, 0],
  ]);
  expect(new Set(mapPixels({ values: new Float32Array(3), scale: 0 }, colors))).toEqual(new Set([0]));
});
