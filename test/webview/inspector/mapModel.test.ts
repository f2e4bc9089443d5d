import { describe, expect, it } from 'vitest';
import type { GradCamInspection } from '../../../src/protocol/explanations.js';
import { kindOf, layerChoices, mapQuestion } from '../../../webview/inspector/mapModel.js';
import { mapPixels } from '../../../webview/inspector/mapPicture.js';

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

it('is drawn in two colours, as opaque as it is far from 0', () => {
  const colors = { above: [255, 128, 0], below: [0, 0, 255] } as const;
  expect([...mapPixels({ values: Float32Array.of(2, -1, 0), scale: 2 }, colors)]).toEqual([
    ...[255, 128, 0, 255],
    ...[0, 0, 255, 128],
    ...[255, 128, 0, 0],
  ]);
  expect(new Set(mapPixels({ values: new Float32Array(3), scale: 0 }, colors))).toEqual(new Set([0]));
});
