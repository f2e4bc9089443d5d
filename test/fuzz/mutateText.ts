import fc from 'fast-check';

/** One change to bytes or a text, at places told by numbers so that it fits any. */
interface Change {
  readonly kind: 'flip' | 'cut' | 'truncate' | 'insert' | 'repeat' | 'splice' | 'overwrite';
  readonly at: number;
  readonly length: number;
  readonly from: number;
  readonly bytes: Uint8Array;
}

const telling = fc
  .constantFrom(
    ...[[0], [0xff], [0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], [0, 0, 0, 0], [0x80, 0, 0, 0], [0x1f, 0x8b]],
  )
  .map((bytes) => Uint8Array.from(bytes));

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom<Change['kind']>('flip', 'flip', 'cut', 'truncate', 'insert', 'repeat', 'splice', 'overwrite'),
  at: fc.nat(2 ** 20),
  length: fc.nat(64),
  from: fc.nat(2 ** 20),
  bytes: fc.oneof(telling, fc.uint8Array({ minLength: 1, maxLength: 6 })),
});

/** A file's bytes with up to `most` changes: bits flipped, pieces cut, repeated, moved, overwritten. */
export function mutatedBytes(original: Uint8Array, most = 4): fc.Arbitrary<Buffer> {
  return changes(most).map((list) => list.reduce<Buffer>(applyChange, Buffer.from(original)));
}

/** Changes to be applied by `applyChange`. */
export function changes(most = 4): fc.Arbitrary<readonly Change[]> {
  return fc.array(change, { minLength: 1, maxLength: most });
}

/** The bytes with one change; the original is left alone. */
export function applyChange(bytes: Buffer, { kind, at, length, from, bytes: added }: Change): Buffer {
  const start = bytes.length === 0 ? 0 : at % bytes.length;
  const [head, piece, tail] = [
    bytes.subarray(0, start),
    bytes.subarray(start, start + length),
    bytes.subarray(start + length),
  ];
  const source = bytes.length === 0 ? 0 : from % bytes.length;
  switch (kind) {
    case 'flip': {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[start] = (copy[start] ?? 0) ^ (1 << (length % 8));
      return copy;
    }
    case 'cut':
      return Buffer.concat([head, tail]);
    case 'truncate':
      return Buffer.from(head);
    case 'insert':
      return Buffer.concat([head, added, piece, tail]);
    case 'repeat':
      return Buffer.concat([head, piece, piece, tail]);
    case 'splice':
      return Buffer.concat([head, bytes.subarray(source, source + length), tail]);
    case 'overwrite':
      return Buffer.concat([head, added, bytes.subarray(start + added.length)]);
  }
}

const pieces = ['{', '}', '[', ']', '"', ',', ':', '//', '/*', '*/', '\\u', '\\', '\0', '\u001b', '\ufeff', '\ud800'];
const words = ['"__proto__"', '"constructor"', '"type":"dense"', '1e308', '-0', 'null', '"name":"x",', '[[[[[[[['];

/** A text with one to three cuts, copies and insertions of what means something to a JSON reader. */
export function mutatedText(original: string): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.nat(2 ** 20),
    length: fc.nat(30),
    added: fc.oneof(fc.constantFrom(...pieces, ...words), fc.string({ unit: 'binary', maxLength: 4 })),
    kind: fc.constantFrom('cut', 'end', 'insert', 'copy'),
  });
  return fc.array(edit, { minLength: 1, maxLength: 3 }).map((edits) =>
    edits.reduce((text, { at, length, added, kind }) => {
      const start = text.length === 0 ? 0 : at % text.length;
      const [head, piece, tail] = [text.slice(0, start), text.slice(start, start + length), text.slice(start + length)];
      return (
        { cut: head + tail, end: head, insert: head + added + piece + tail, copy: head + piece + piece + tail }[kind] ??
        text
      );
    }, original),
  );
}
