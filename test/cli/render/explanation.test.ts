import { createColors } from 'picocolors';
import { expect, it } from 'vitest';
import { renderExplanation } from '../../../src/cli/render/explanation.js';
import { gradCamFigure } from '../../../src/core/explain/mapFigure.js';

const io = { color: createColors(false), columns: Number.POSITIVE_INFINITY };
const layer = { name: 'c\u001b[2J', type: 'conv2d', height: 1, width: 2, isConvolution: true };
const figure = gradCamFigure({ layers: [{ ...layer, values: Float32Array.of(0, 3) }] }, layer.name, {
  of: 'Shirt',
  imageShape: [2, 2, 1],
});

it('an explanation is classes, where the map is greatest, and what is alike; hostile names are text', () => {
  if (figure === undefined) throw new Error('The layer has a map.');
  const text = renderExplanation(
    {
      split: 'test',
      image: 1234,
      labelName: 'Sh\nirt',
      top: [{ index: 0, name: 'Coat', probability: 0.75 }],
      map: { kind: 'gradCam', layer: layer.name, figure },
      nearest: [
        { image: 9, distance: 0.0312, label: 1, labelName: 'Bag', predictedName: 'Coat', probability: 0.5 },
        { image: 10, distance: 1, label: 1, labelName: 'Bag', predictedName: '', probability: null },
      ],
    },
    io,
  );
  expect(text).toContain('test image 1,234, true class Sh\\u000airt\n  Coat   75.0 %  ███████████████\n');
  expect(text).toContain(
    'Grad-CAM of c\\u001b[2J\n  Speaks for Shirt most in the upper right (row 1, column 2 of 2 × 2).\n' +
      '  The strongest colour is 3.00.\n',
  );
  expect(text).toMatch(/9 │ Bag +│ Coat +│ +50\.0 % │ +0\.0312/);
  expect(text).toMatch(/10 │ Bag +│ – +│ +– │ +1\.0000/);
});
