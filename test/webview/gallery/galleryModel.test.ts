import { describe, expect, it } from 'vitest';
import { sampleColumns } from '../../../src/core/samples/sampleColumns.js';
import type { SplitSamples } from '../../../src/protocol/samples.js';
import {
  type GalleryChoices,
  galleryOf,
  initialChoices,
  runComparisons,
  type SampledRun,
} from '../../../webview/gallery/galleryModel.js';
import { crumbsOf, lineCountOf, tileText } from '../../../webview/gallery/galleryText.js';

const names = ['Shirt', 'Coat', 'Bag'];
/** True classes of six images. */
const labels = [0, 0, 1, 1, 2, 2];

/** A run that takes the images for these classes, each so surely; −1: its output is not a number. */
function run(letter: string, predicted: readonly number[], sureness: readonly number[] = [], change = {}): SampledRun {
  const probabilities = new Float32Array(predicted.length * 3);
  predicted.forEach((choice, row) => {
    const sure = sureness[row] ?? 0.8;
    for (let column = 0; column < 3; column += 1)
      probabilities[row * 3 + column] = choice < 0 ? Number.NaN : column === choice ? sure : (1 - sure) / 2;
  });
  const samples: SplitSamples = {
    ...sampleColumns(probabilities, labels.slice(0, predicted.length), 3),
    split: 'test',
    images: Uint32Array.from(predicted, (_, row) => row),
    classNames: names,
    checksum: 'abc',
    imageShape: [28, 28, 1],
    ...change,
  };
  return { runId: `${letter}-run`, letter, name: `model ${letter}`, samples };
}

const a = run('A', [1, 0, 1, 0, 2, 0], [0.9, 0.8, 0.8, 0.5, 0.8, 0.7]);
const b = run('B', [1, 0, 2, 1, 2, 2]);
const choose = (change: Partial<GalleryChoices> = {}) => ({ ...initialChoices, ...change });
const imagesOf = (runs: readonly SampledRun[], change: Partial<GalleryChoices> = {}, focus = {}) => [
  ...galleryOf(runs, 'kind' in focus ? (focus as never) : undefined, choose(change), names).images,
];

describe('the images that are looked at', () => {
  it('are all that a run gets wrong, in the order that is chosen', () => {
    expect(imagesOf([a], { order: 'index' })).toEqual([0, 3, 5]);
    expect(imagesOf([a], { order: 'loss' })).toEqual([0, 5, 3]);
    expect(imagesOf([a], { order: 'confidence', isReversed: true })).toEqual([3, 5, 0]);
    expect(imagesOf([a], { order: 'margin' })).toEqual([3, 5, 0]);
  });

  it('of several runs are those that any gets wrong, or every one, or one and not others', () => {
    const order = 'index' as const;
    expect(imagesOf([a, b], { order })).toEqual([0, 2, 3, 5]);
    expect(imagesOf([a, b], { order, wrongIn: 'every' })).toEqual([0]);
    expect(imagesOf([a, b], { order, wrongIn: 'A-run' })).toEqual([0, 3, 5]);
    expect(imagesOf([a, b], { order, wrongIn: 'A-run', rightIn: 'B-run' })).toEqual([3, 5]);
    expect(imagesOf([a, b], { order, wrongIn: 'B-run', rightIn: 'others' })).toEqual([2]);
    expect(imagesOf([a, b], { order: 'disagreement', wrongIn: 'A-run' }).at(-1)).toBe(0);
    expect(imagesOf([a, b], { order, wrongIn: 'gone-run', rightIn: 'gone-run' })).toEqual([0, 2, 3, 5]);
  });

  it('are those of a cell or a class, of the run that was clicked', () => {
    const order = 'index' as const;
    const cell = { kind: 'cell', trueClass: 0, predictedClass: 1 };
    expect(imagesOf([a, b], { order }, cell)).toEqual([0]);
    expect(imagesOf([a, b], { order }, { kind: 'cell', trueClass: 1, predictedClass: 2 })).toEqual([2]);
    expect(imagesOf([a, b], { order }, { kind: 'cell', trueClass: 1, predictedClass: 2, runId: 'A-run' })).toEqual([]);
    expect(imagesOf([a], { order }, { kind: 'class', classIndex: 0 })).toEqual([0, 3, 5]);
    expect(imagesOf([a], { order }, { kind: 'class', classIndex: 2 })).toEqual([5]);
    const diagonal = { kind: 'cell', trueClass: 2, predictedClass: 2 };
    expect(imagesOf([a], { order }, diagonal)).toEqual([4]);
    expect(galleryOf([a], diagonal as never, initialChoices, names).isOfErrors).toBe(false);
    const lost = run('C', [-1, 0, 1, 1, 2, 2]);
    expect(imagesOf([lost], { order }, { kind: 'cell', trueClass: 0, predictedClass: -1 })).toEqual([0]);
  });

  it('are found by a part of the name of a class', () => {
    const order = 'index' as const;
    expect(imagesOf([a], { order, text: 'BAG' })).toEqual([5]);
    expect(imagesOf([a], { order, text: ' coat ' })).toEqual([0, 3]);
    expect(imagesOf([a], { order, text: 'nothing' })).toEqual([]);
  });

  it('have the numbers that the run gives them', () => {
    const numbered = run('D', [1, 0], [], { split: 'validation', images: Uint32Array.of(17, 40) });
    expect(imagesOf([numbered])).toEqual([17]);
  });

  it('are not mixed with those of runs of other images', () => {
    const other = run('E', [1, 1, 1, 1, 1, 1], [], { checksum: 'another' });
    const fewer = run('F', [1, 1]);
    const gallery = galleryOf([a, other, b, fewer], undefined, initialChoices, names);
    expect(gallery.runs.map(({ letter }) => letter)).toEqual(['A', 'B']);
    expect(gallery.unlike.map(({ letter }) => letter)).toEqual(['E', 'F']);
    const chosen = galleryOf([a, other], undefined, choose({ wrongIn: 'E-run' }), names);
    expect(chosen.runs.map(({ letter }) => letter)).toEqual(['E']);
    expect(chosen.images).toHaveLength(4);
  });
});

describe('how runs differ', () => {
  it('is counted as it would be chosen', () => {
    const gallery = galleryOf([a, b], undefined, initialChoices, names);
    const compared = runComparisons(gallery, undefined);
    expect(compared.map(({ text, count }) => `${count} ${text}`)).toEqual([
      '4 wrong in any run',
      '1 wrong in both',
      '2 wrong in A model A, right in B model B',
      '1 wrong in B model B, right in A model A',
    ]);
    for (const { wrongIn, rightIn, count } of compared)
      expect(imagesOf([a, b], { wrongIn, rightIn })).toHaveLength(Number(count));
    const three = galleryOf([a, b, run('C', labels)], undefined, initialChoices, names);
    expect(runComparisons(three, undefined).map(({ count }) => count)).toEqual(['4', '0', '2', '1', '0']);
    expect(runComparisons(galleryOf([a], undefined, initialChoices, names), undefined)).toEqual([]);
  });
});

describe('what is said of the images', () => {
  const focus = { kind: 'cell', trueClass: 0, predictedClass: 1, runId: 'A-run' } as const;

  it('begins with the way to them', () => {
    const said = (runs: readonly SampledRun[], change: Partial<GalleryChoices> = {}, where?: typeof focus) =>
      crumbsOf(galleryOf(runs, where, choose(change), names), where, change.text ?? '').map(({ text }) => text);
    expect(said([a])).toEqual(['model A', '3 images']);
    expect(said([a, b])).toEqual(['Any run', '4 images']);
    expect(said([a, b], {}, focus)).toEqual(['model A', 'Shirt → Coat', '1 image']);
    expect(said([a, b], { wrongIn: 'A-run', rightIn: 'B-run', text: 'bag' })).toEqual([
      'model A, right in model B',
      '“bag”',
      '1 image',
    ]);
  });

  it('is short below an image, and whole for those who listen', () => {
    expect(tileText(galleryOf([a], undefined, initialChoices, names), 0)).toEqual({
      truth: 'Shirt',
      lines: [{ letters: '', text: '→ Coat', percent: '90 %', isRight: false }],
      label: 'Image 0: true Shirt; predicted Coat, 90.0 percent',
    });
    const both = galleryOf([a, b], undefined, choose({ order: 'index' }), names);
    expect(tileText(both, 0).lines).toEqual([{ letters: 'AB', text: '→ Coat', percent: '85 %', isRight: false }]);
    expect(tileText(both, 2)).toEqual({
      truth: 'Coat',
      lines: [
        { letters: 'A', text: '→ Shirt', percent: '50 %', isRight: false },
        { letters: 'B', text: '✓', percent: '80 %', isRight: true },
      ],
      label: 'Image 3: true Coat; A model A: predicted Shirt, 50.0 percent; B model B: right, 80.0 percent',
    });
  });

  it('says that a model predicted nothing, and that there are more opinions than lines', () => {
    const runs = [run('A', [1]), run('B', [2]), run('C', [-1]), run('D', [0])];
    const gallery = galleryOf(runs, undefined, initialChoices, names);
    expect(lineCountOf(gallery)).toBe(3);
    expect(tileText(gallery, 0).lines.map(({ letters, text }) => `${letters} ${text}`)).toEqual([
      'A → Coat',
      'B → Bag',
      ' and 2 more',
    ]);
    expect(tileText(gallery, 0).label).toContain('C model C: no prediction');
  });
});
