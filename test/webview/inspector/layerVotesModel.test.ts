import { describe, expect, it } from 'vitest';
import { NOT_ASKED } from '../../../src/core/evidence/layerEvidence.js';
import { sampleColumns } from '../../../src/core/samples/sampleColumns.js';
import { galleryOf, initialChoices, type SampledRun } from '../../../webview/gallery/galleryModel.js';
import { crumbsOf } from '../../../webview/gallery/galleryText.js';
import { whereWrong } from '../../../webview/inspector/layerVotesModel.js';
import { galleryRuns } from '../../page/support/galleryRuns.js';
import { madeEvidence } from '../../support/madeEvidence.js';

const classNames = ['Shirt', 'Coat', 'Bag'];
const labels = [0, 1, 2, 0, 1];
const evidence = madeEvidence(['conv1', 'conv2', 'output']);
/** Five images: wrong from the output, from conv2, from the first, never, not asked. */
const rows = [
  [0, 1, 0, 1, NOT_ASKED],
  [0, 0, 0, 0, NOT_ASKED],
  [1, 2, 1, 0, NOT_ASKED],
];
const known = { evidence, votes: Uint16Array.from(rows.flat()), classNames };
const [shown] = galleryRuns(1, 100).runs;
if (shown === undefined) throw new Error('there is a run');

describe('where an image went wrong', () => {
  const at = (image: number) => whereWrong(shown, known, image, labels[image] ?? 0, classNames);

  it('is told with the layer, its line and what each layer takes it for', () => {
    const { sentence, wrongFrom, votes } = at(1);
    expect(sentence).toBe('It went wrong at conv2: conv1 before it has it right, from there on no layer has.');
    expect(wrongFrom).toMatchObject({ name: 'conv2', line: 14, link: 'conv2, line 14', vote: 'Shirt', isRight: false });
    expect(votes.map(({ vote, isWrongFrom }) => [vote, isWrongFrom])).toEqual([
      ['Coat', false],
      ['Shirt', true],
      ['Bag', false],
    ]);
    expect(at(0).wrongFrom?.name).toBe('output');
  });

  it('is told of images that no layer or every layer has', () => {
    expect(at(2).sentence).toBe('No layer has it right, from conv1, the first, on.');
    expect(at(3)).toMatchObject({ sentence: 'It went right: from conv2 on every layer has it.', wrongFrom: undefined });
    expect(at(4)).toMatchObject({ sentence: expect.stringContaining('not asked'), votes: [] });
  });
});

describe('the images that a layer loses or gains', () => {
  const samples = {
    ...sampleColumns(
      Float32Array.from({ length: 15 }, () => 1 / 3),
      labels,
      3,
    ),
    split: 'test' as const,
    images: Uint32Array.from(labels, (_, row) => row),
    classNames,
    checksum: 'abc',
    imageShape: [28, 28, 1] as const,
  };
  const run: SampledRun = { runId: 'r', letter: 'A', name: 'cnn', samples };
  const choices = { ...initialChoices, order: 'index' as const };
  const focus = (change: 'lost' | 'gained', layer = 'conv2') => ({ kind: 'layer', layer, change, runId: 'r' }) as const;
  const galleryAt = (...args: Parameters<typeof focus>) => galleryOf([run], focus(...args), choices, classNames, known);

  it('are those whose votes change at it, right in the end or not', () => {
    expect([...galleryAt('lost').images]).toEqual([1]);
    expect([...galleryAt('gained').images]).toEqual([3]);
    expect([...galleryAt('lost', 'conv1').images]).toEqual([]);
    expect([...galleryAt('lost', 'other').images]).toEqual([]);
    expect([...galleryOf([run], focus('lost'), choices, classNames).images]).toEqual([]);
  });

  it('are called so', () => {
    const texts = crumbsOf(galleryAt('lost'), focus('lost'), '').map(({ text }) => text);
    expect(texts).toEqual(['cnn', 'lost at conv2', '1 image']);
  });
});
