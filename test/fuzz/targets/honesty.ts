import fc from 'fast-check';
import { type FoundPair, parseFindings } from '../../../src/core/honesty/findings.js';
import {
  judgementDocument,
  overlayOf,
  parseJudgementDocument,
  parseJudgementLog,
} from '../../../src/core/honesty/imageJudgements.js';
import { mutated } from '../../support/jsonMutation.js';
import { defineTarget, must } from '../fuzzTarget.js';
import { mutatedBytes } from '../mutateText.js';

const dataset = { name: 'set', checksum: 'abc' };
const pair = { first: { split: 'train', image: 1 }, second: { split: 'test', image: 2 }, sameLabel: true };
const duplicates = {
  kind: 'duplicates',
  dataset,
  time: 1,
  exact: [pair],
  near: [{ ...pair, similarity: 0.99, move: { x: 1, y: -1, isMirrored: false } }],
  similarity: 0.99,
  isCut: false,
};
const noise = {
  count: 10,
  accuracy: 0.9,
  noiseRate: 0.1,
  suspects: [{ image: 3, given: 0, suggested: 1, probability: 0.9, selfConfidence: 0.1, margin: 0.1 }],
};
const labels = {
  kind: 'labels',
  dataset,
  time: 1,
  model: { name: 'cnn', folds: 5, seed: 0, runIds: ['a'] },
  train: noise,
  test: noise,
};
const word = {
  split: 'test',
  image: 1,
  verdict: 'relabel',
  label: 2,
  by: 'ada',
  time: 1,
  finding: 'label',
  model: 'cnn',
};
const document = { format: 'bakeoff-judgements', version: 1, dataset, judgements: [word, { ...word, image: 2 }] };

const texts = (value: object): fc.Arbitrary<string> =>
  fc.oneof(
    mutated(value).map((changed) => JSON.stringify(changed)),
    mutatedBytes(Buffer.from(JSON.stringify(value))).map((bytes) => bytes.toString('latin1')),
    fc.constantFrom(10, 3_000).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
    fc.constant(JSON.stringify(value)),
  );

export const findingsTarget = defineTarget({
  name: 'findings',
  cases: 3000,
  arbitrary: fc.oneof(texts(duplicates), texts(labels)),
  check: (text: string) => {
    const found = parseFindings(text, 'duplicates', 'abc');
    const isPlace = ({ split, image }: FoundPair['first']) =>
      (split === 'train' || split === 'test') && Number.isSafeInteger(image) && image >= 0;
    for (const { first, second, similarity } of [...(found?.exact ?? []), ...(found?.near ?? [])])
      must(isPlace(first) && isPlace(second) && (similarity ?? 1) <= 1, 'a pair of no images');
    const judged = parseFindings(text, 'labels', 'abc');
    for (const { image, given, suggested, probability } of judged?.test.suspects ?? [])
      must(
        Number.isSafeInteger(image) && given < 256 && suggested < 256 && probability >= 0 && probability <= 1,
        'a suspect that cannot be',
      );
  },
});

export const judgementsTarget = defineTarget({
  name: 'judgements',
  cases: 3000,
  arbitrary: fc.oneof(
    texts(document),
    fc
      .array(fc.oneof(texts(word), fc.constant(JSON.stringify(word))), { maxLength: 6 })
      .map((lines) => lines.join('\n')),
  ),
  check: (text: string) => {
    const { judgements } = parseJudgementLog(text);
    const read = parseJudgementDocument(text);
    const all = [...judgements, ...('document' in read ? read.document.judgements : [])];
    for (const { image, verdict, label, by } of all)
      must(
        Number.isSafeInteger(image) && (verdict === 'relabel') === (label !== undefined) && by.length <= 500,
        'a judgement that cannot be',
      );
    const again = parseJudgementDocument(JSON.stringify(judgementDocument(dataset, overlayOf(all))));
    must('document' in again, 'a document that cannot be read again');
  },
});
