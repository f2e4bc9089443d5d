import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { formatProblems } from '../../../src/core/definition/formatProblems.js';
import { parseFolderSettings } from '../../../src/core/definition/parseFolderSettings.js';
import { parseCifar } from '../../../src/datasets/cifar.js';
import { parseLabelMapping } from '../../../src/datasets/classNames.js';
import { DatasetError } from '../../../src/datasets/datasetError.js';
import { decodePicture, readPictureHeader } from '../../../src/datasets/pictures/decodePicture.js';
import { PictureError } from '../../../src/datasets/pictures/pictureError.js';
import { readTar } from '../../../src/datasets/tarFile.js';
import { cifarRecords, tarOf } from '../../support/cifarFixture.js';
import { defineTarget, must } from '../fuzzTarget.js';
import { mutatedBytes, mutatedText } from '../mutateText.js';
import { mustBePlain } from '../plainText.js';
import { hostile } from '../schemaValues.js';

const settings = fc.record(
  {
    name: fc.oneof(fc.constant('Flowers'), hostile),
    classes: fc.oneof(fc.array(fc.string({ maxLength: 5 }), { maxLength: 4 }), hostile),
    size: fc.oneof(fc.constantFrom<unknown>(64, [32, 48], 0, [1], 4097), hostile),
    channels: fc.oneof(fc.constantFrom(1, 3, 2), hostile),
    transposed: fc.oneof(fc.boolean(), hostile),
    firstLabel: fc.oneof(fc.nat(300), hostile),
    test: fc.oneof(fc.constantFrom<unknown>(0.2, 0, 1, 'test.txt', '../x'), hostile),
    seed: fc.oneof(fc.nat(), hostile),
  },
  { requiredKeys: [] },
);
const settingsText = settings.map((value) => JSON.stringify(value) ?? 'null');

export const folderSettingsTarget = defineTarget({
  name: 'folderSettings',
  arbitrary: fc.oneof(
    { weight: 3, arbitrary: settingsText },
    { weight: 2, arbitrary: settingsText.chain((text) => mutatedText(text)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  ),
  check: (text: string) => {
    const { value, problems } = parseFolderSettings(text);
    must(value !== undefined || problems.length > 0, 'nothing read, and nothing wrong');
    for (const { range } of problems) must(range.start >= 0 && range.end <= text.length, 'a problem outside the text');
    mustBePlain(formatProblems('bakeoff.dataset.jsonc', text, problems).replaceAll('\n', ' '));
    if (typeof value?.test === 'number') must(value.test > 0 && value.test < 1, 'a fraction that is none');
  },
});

const records = cifarRecords([[0], [9]]);

export const cifarTarget = defineTarget({
  name: 'cifar',
  arbitrary: fc.tuple(
    fc.oneof(mutatedBytes(records), fc.uint8Array({ maxLength: 20 })),
    fc.constantFrom(1 as const, 2 as const),
  ),
  check: ([bytes, labelBytes]) => {
    try {
      const { count, images, labels } = parseCifar(bytes, 'a.bin', { labelBytes, classCount: 10 });
      must(images.length === count * 3072 && labels.length === count, 'images of another number than their records');
      must(
        labels.every((label) => label < 10),
        'a label beyond',
      );
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      must(error.summary.length < 300, 'a long message');
    }
  },
});

const archive = tarOf({ 'a/one.bin': new Uint8Array(700), 'a/two.bin': Uint8Array.of(1, 2, 3) });

export const tarTarget = defineTarget({
  name: 'tar',
  arbitrary: mutatedBytes(archive),
  check: (bytes: Buffer) => {
    try {
      for (const [, content] of readTar(bytes, 'a.tar')) must(content.length <= bytes.length, 'more than there is');
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      must(error.summary.length < 300, 'a long message');
    }
  },
});

export const labelMappingTarget = defineTarget({
  name: 'labelMapping',
  arbitrary: fc.oneof(mutatedText('1 65 97\n2 66 98\n3 67 99\n'), fc.string({ unit: 'binary', maxLength: 40 })),
  check: (text: string) => {
    try {
      const { classNames, firstLabel } = parseLabelMapping(text, 'a.txt');
      must(firstLabel + classNames.length <= 256, 'more classes than labels can name');
      for (const name of classNames) mustBePlain(name);
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      must(error.summary.length < 500, 'a long message');
    }
  },
});

const jpegs = (
  JSON.parse(readFileSync('test/fixtures/pictures.json', 'utf8')).cases as readonly { readonly file: string }[]
).map(({ file }) => Buffer.from(file, 'base64'));

export const jpegTarget = defineTarget({
  name: 'jpeg',
  // The decoder's memory of 16 MiB, anew after each picture that it gave up on, and what a changed size may claim.
  maximumBytes: 512 * 2 ** 20,
  cases: 3000,
  arbitrary: fc.constantFrom(...jpegs).chain((bytes) => mutatedBytes(bytes)),
  check: async (bytes: Buffer) => {
    try {
      const header = readPictureHeader(bytes);
      // What a header claims is within the limits; decoding millions of pixels here would only take time.
      if (header.width * header.height > 1_000_000) return;
      const { width, height, rgba } = await decodePicture(bytes);
      must(width === header.width && height === header.height, 'another size than the header says');
      must(rgba.length === width * height * 4, 'pixels of another number than its size');
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      must(error.message.length < 500, 'a long message');
    }
  },
});
