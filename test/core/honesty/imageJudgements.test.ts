import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ImageJudgement,
  judgementDocument,
  judgementLine,
  overlayOf,
  parseJudgementDocument,
  parseJudgementLog,
} from '../../../src/core/honesty/imageJudgements.js';

const words: fc.Arbitrary<ImageJudgement> = fc
  .record({
    split: fc.constantFrom('train' as const, 'test' as const),
    image: fc.nat(5),
    verdict: fc.constantFrom('keep' as const, 'relabel' as const, 'ambiguous' as const, 'undo' as const),
    by: fc.string({ maxLength: 20 }),
    time: fc.nat(10),
  })
  .map((word) => (word.verdict === 'relabel' ? { ...word, label: word.image } : word));

describe('judgements of images', () => {
  it('come back from a log as they went in, whatever the names', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 20 }), (said) => {
        const text = said.map((word) => `\n${judgementLine(word)}\n`).join('');
        expect(parseJudgementLog(text)).toEqual({ judgements: said, unread: 0 });
      }),
    );
  });

  it('have a last word on each image, which is the latest', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 30 }), (said) => {
        const overlay = overlayOf(said);
        for (const { split, image } of said) {
          const about = said.filter((word) => word.split === split && word.image === image);
          const latest = Math.max(...about.map(({ time }) => time));
          const last = about.filter(({ time }) => time === latest).at(-1);
          expect(overlay.get(`${split} ${image}`)).toEqual(last?.verdict === 'undo' ? undefined : last);
        }
      }),
    );
  });

  it('come back from a document, in order', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 20 }), (said) => {
        const overlay = overlayOf(said);
        const document = judgementDocument({ name: 'set', checksum: 'abc' }, overlay);
        const read = parseJudgementDocument(JSON.stringify(document));
        expect(read).toEqual({ document });
        expect(overlayOf(document.judgements)).toEqual(overlay);
      }),
    );
  });

  it('leave out lines that are none, and count them', () => {
    const good = judgementLine({ split: 'test', image: 1, verdict: 'keep', by: 'ada', time: 1 });
    const text = [
      good.slice(0, 20),
      good,
      '{"split":"test","image":1,"verdict":"relabel","by":"a","time":1}',
      '{"split":"test","image":1,"verdict":"keep","label":3,"by":"a","time":1}',
      '{"split":"test","image":-1,"verdict":"keep","by":"a","time":1}',
      'null',
      '['.repeat(100),
    ].join('\n');
    expect(parseJudgementLog(text)).toMatchObject({ judgements: [{ image: 1 }], unread: 6 });
  });

  it('say what is wrong with a document', () => {
    expect(parseJudgementDocument('{')).toEqual({ problem: 'it is not JSON' });
    expect(parseJudgementDocument('{"format":"other"}')).toEqual({
      problem: 'format: expected one of bakeoff-judgements, got "other"',
    });
  });
});
