import { describe, expect, it } from 'vitest';
import { layerActivity } from '../../../src/core/samples/layerActivity.js';
import { sampleColumns } from '../../../src/core/samples/sampleColumns.js';
import type { SampledRun } from '../../../webview/gallery/galleryModel.js';
import { activityPixels } from '../../../webview/inspector/activityPicture.js';
import {
  inspectedRun,
  layerEntries,
  opinionOf,
  outputLink,
  rowOfImage,
} from '../../../webview/inspector/inspectorModel.js';
import { galleryRuns } from '../../page/support/galleryRuns.js';

const names = ['Shirt', 'Coat'];

function run(letter: string, probabilities: readonly number[], images: readonly number[]): SampledRun {
  const labels = images.map(() => 0);
  return {
    runId: `${letter}-run`,
    letter,
    name: letter,
    samples: {
      ...sampleColumns(Float32Array.from(probabilities), labels, 2),
      split: 'validation',
      images: Uint32Array.from(images),
      classNames: names,
      checksum: 'abc',
      imageShape: [28, 28, 1],
    },
  };
}

const right = run('A', [0.9, 0.1, 0.8, 0.2], [0, 5]);
const wrong = run('B', [0.2, 0.8, 0.1, 0.9], [5, 9]);
const lost = run('C', [Number.NaN, Number.NaN], [5]);

describe('the run that is looked into', () => {
  it('is one that knows the image: chosen, clicked, wrong, or any', () => {
    expect([rowOfImage(right, 0), rowOfImage(right, 5), rowOfImage(right, 9)]).toEqual([0, 1, -1]);
    expect(inspectedRun([right, wrong], 5, undefined, undefined)?.letter).toBe('B');
    expect(inspectedRun([right, wrong], 5, undefined, 'A-run')?.letter).toBe('A');
    expect(inspectedRun([right, wrong], 5, 'B-run', 'A-run')?.letter).toBe('B');
    expect(inspectedRun([right, wrong], 0, 'B-run', undefined)?.letter).toBe('A');
    expect(inspectedRun([right, wrong], 7, undefined, undefined)).toBeUndefined();
  });
});

describe('what a run takes an image for', () => {
  it('is said with its loss and its lead, and the most probable classes', () => {
    const top = [
      { classIndex: 1, probability: 0.8 },
      { classIndex: 0, probability: 0.2 },
    ];
    expect(opinionOf(wrong, 5, { label: 0, top }, '', names)).toMatchObject({
      verdict: 'wrong: Coat · loss 1.6094 · margin 60.0 %',
      isRight: false,
      top: [
        { name: 'Coat', isTrue: false, percent: '80.0 %', share: 0.8 },
        { name: 'Shirt', isTrue: true, percent: '20.0 %', share: 0.2 },
      ],
    });
    expect(opinionOf(right, 5, undefined, 'Soon.', names)).toMatchObject({
      verdict: 'right · loss 0.2231 · margin 60.0 %',
      isRight: true,
      top: [],
      note: 'Soon.',
    });
    const nothing = opinionOf(lost, 5, { label: 0, top: [{ classIndex: 0, probability: null }] }, '', names);
    expect(nothing).toMatchObject({ verdict: 'its output is not a number', top: [{ percent: '–', share: 0 }] });
  });
});

describe('the layers of a run', () => {
  it('lead to their lines before anything is known of the image', () => {
    const [shown] = galleryRuns(1, 20).runs;
    if (shown === undefined) throw new Error('There is a run.');
    expect(outputLink(shown)).toBe('Open in definition: output (line 24)');
    expect(layerEntries(shown, undefined)[2]).toEqual({
      name: 'conv2',
      link: 'conv2 (line 14)',
      line: 14,
      facts: 'conv2d · 14×14×64',
      figures: '',
      warning: '',
      activity: undefined,
    });
    const started = { ...shown.state.started, layers: [] } as never;
    expect(outputLink({ ...shown, state: { ...shown.state, started } })).toBe('Open definition');
  });

  it('say what they made of it, and when that is nothing', () => {
    const [shown] = galleryRuns(1, 20).runs;
    if (shown === undefined) throw new Error('There is a run.');
    const of = (name: string, data: readonly number[]) =>
      layerActivity({ name, type: 'dense', outputShape: [data.length] }, data);
    const entries = layerEntries(shown, [
      of('conv1', [0, 0, 1, 3]),
      of('conv2', [0, 0]),
      of('hidden', [Number.NaN, 1]),
      of('output', [0.001, 0.001]),
    ]);
    const [conv1, pool1, conv2, , hidden, output] = entries;
    expect(conv1?.figures).toBe('mean 1.00 ± 1.22 · 50 % zeros');
    expect(pool1?.figures).toBe('');
    expect(conv2?.warning).toBe('Dead for this image: every output is 0.');
    expect(hidden?.warning).toBe('50.0 % of its outputs are not numbers.');
    expect(output?.figures).toBe('mean 1.0e-3 ± 0.00');
  });
});

describe('the picture of a layer', () => {
  const colors = { none: [0, 0, 0], above: [250, 100, 0], below: [0, 100, 250] } as const;
  const pixelsOf = (low: number, high: number, bytes: readonly number[]) => [
    ...activityPixels({ width: bytes.length, height: 1, low, high, bytes: Uint8Array.from(bytes) }, colors),
  ];

  it('is the background where it is 0, and one colour for more', () => {
    expect(pixelsOf(0, 2, [0, 255])).toEqual([0, 0, 0, 255, 250, 100, 0, 255]);
    expect(pixelsOf(0, 0, [0])).toEqual([0, 0, 0, 255]);
  });

  it('has the other colour for less than 0, on the same scale', () => {
    expect(pixelsOf(-1, 1, [0, 255])).toEqual([0, 100, 250, 255, 250, 100, 0, 255]);
    expect(pixelsOf(-1, 0, [0, 255])).toEqual([0, 100, 250, 255, 0, 0, 0, 255]);
  });
});
