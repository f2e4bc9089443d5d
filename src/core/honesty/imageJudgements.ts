import {
  finite,
  isDeeperThan,
  listUpTo,
  Mismatch,
  object,
  oneOf,
  type Reader,
  textUpTo,
  whole,
} from '../run/readers.js';
import type { ImagePlace } from './findings.js';

/** What a person says of an image's label; `undo`: nothing any more. */
export type Verdict = 'keep' | 'relabel' | 'ambiguous' | 'undo';

/** A person's word on one image. It lies over the dataset, whose files nobody changes. */
export interface ImageJudgement extends ImagePlace {
  readonly verdict: Verdict;
  /** With `relabel`: the class that it is, as the dataset numbers them. */
  readonly label?: number;
  /** Who. */
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Why the image was looked at. */
  readonly finding?: 'label' | 'duplicate' | 'near-duplicate';
  /** What suggested another label, such as `cnn-small, 5 folds, seed 0`. */
  readonly model?: string;
}

/** Judgements as a file that people hand on. */
export interface JudgementDocument {
  readonly format: 'bakeoff-judgements';
  readonly version: 1;
  readonly dataset: { readonly name: string; readonly checksum: string };
  readonly judgements: readonly ImageJudgement[];
}

/** By split and number: the last word on each image. */
export type Overlay = ReadonlyMap<string, ImageJudgement>;

const MAXIMUM_JUDGEMENTS = 1_000_000;
/** Longest line of a log that is read. */
const MAXIMUM_LINE = 4000;
const words = textUpTo(500);

const judgement: Reader<ImageJudgement> = (value, path) => {
  const read = object<
    Pick<ImageJudgement, 'split' | 'image' | 'verdict' | 'by' | 'time'>,
    Required<Pick<ImageJudgement, 'label' | 'finding' | 'model'>>
  >(
    {
      split: oneOf('train', 'test'),
      image: whole(0, 10_000_000),
      verdict: oneOf('keep', 'relabel', 'ambiguous', 'undo'),
      by: words,
      time: finite,
    },
    { label: whole(0, 255), finding: oneOf('label', 'duplicate', 'near-duplicate'), model: words },
  )(value, path);
  const { split, image, verdict, by, time, label, finding, model } = read;
  if ((verdict === 'relabel') !== (label !== undefined))
    throw new Mismatch(`${path}: a label belongs to relabel, and to nothing else`);
  return {
    split,
    image,
    verdict,
    ...(label === undefined ? {} : { label }),
    by,
    time,
    ...(finding === undefined ? {} : { finding }),
    ...(model === undefined ? {} : { model }),
  };
};

const document: Reader<JudgementDocument> = (value, path) => {
  const read = object({
    format: oneOf('bakeoff-judgements'),
    version: whole(1, 1),
    dataset: object({ name: textUpTo(1000), checksum: textUpTo(200) }),
    judgements: listUpTo(MAXIMUM_JUDGEMENTS, judgement),
  })(value, path);
  return { ...read, version: 1 };
};

/** One line of a log, without its end. */
export function judgementLine(judged: ImageJudgement): string {
  return JSON.stringify(judged);
}

/** The judgements of a log, in order; lines that are none are counted. Never throws. */
export function parseJudgementLog(text: string): { readonly judgements: ImageJudgement[]; readonly unread: number } {
  const judgements: ImageJudgement[] = [];
  let unread = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const read = line.length > MAXIMUM_LINE ? undefined : parseLine(line);
    if (read === undefined) unread += 1;
    else judgements.push(read);
  }
  return { judgements, unread };
}

function parseLine(line: string): ImageJudgement | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isDeeperThan(4, value) ? undefined : judgement(value, '');
  } catch {
    return undefined;
  }
}

/** Reads a document that somebody hands on. `problem` says what is wrong with one that cannot be read. Never throws. */
export function parseJudgementDocument(
  text: string,
): { readonly document: JudgementDocument } | { readonly problem: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (isDeeperThan(6, value)) return { problem: 'it is nested too deep' };
    return { document: document(value, '') };
  } catch (error) {
    if (error instanceof Mismatch) return { problem: error.message };
    return { problem: 'it is not JSON' };
  }
}

/** The document of an overlay: only what is still said, by split and number. */
export function judgementDocument(dataset: JudgementDocument['dataset'], overlay: Overlay): JudgementDocument {
  const judgements = [...overlay.values()].sort(
    (a, b) => (a.split === b.split ? 0 : a.split === 'train' ? -1 : 1) || a.image - b.image,
  );
  return { format: 'bakeoff-judgements', version: 1, dataset, judgements };
}

/** What is said of each image when several have spoken: the latest by time, of one time the last. */
export function overlayOf(judgements: readonly ImageJudgement[]): Overlay {
  const latest = new Map<string, ImageJudgement>();
  for (const judged of judgements) {
    const key = placeKey(judged);
    const known = latest.get(key);
    if (known === undefined || judged.time >= known.time) latest.set(key, judged);
  }
  for (const [key, { verdict }] of latest) if (verdict === 'undo') latest.delete(key);
  return latest;
}

/** The key of an image in an overlay. */
export function placeKey({ split, image }: ImagePlace): string {
  return `${split} ${image}`;
}
