import {
  finite,
  flag,
  isDeeperThan,
  listUpTo,
  Mismatch,
  nullable,
  object,
  oneOf,
  type Reader,
  textUpTo,
  whole,
} from '../run/readers.js';
import { type AttributionMethod, attributionMethods } from './attributionDesign.js';
import type { AttributionResult, Estimate } from './attributionResult.js';

/** Raised by one whenever an old reader would misread a new record. */
export const ATTRIBUTION_VERSION = 2;

/** More failed trainings than this are not told one by one. */
export const MOST_FAILED = 20;

/** One attribution as it is stored: of which definitions, by which runs, and what came of it. Names are not made safe to show. */
export interface AttributionRecord {
  readonly schemaVersion: number;
  /** Of definitions, groups, method and setup: the same attribution has the same id. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly method: AttributionMethod;
  readonly first: AttributedModel;
  readonly second: AttributedModel;
  /** That the figures rest on. */
  readonly seeds: readonly number[];
  /** Test images. */
  readonly imageCount: number;
  readonly dataset: { readonly name: string; readonly checksum: string };
  readonly engine: string;
  readonly groups: readonly AttributedGroup[];
  /** The models that were trained; the fewest changes first. */
  readonly nodes: readonly AttributedNode[];
  readonly result: AttributionResult;
  /** What a person asked for; absent in records of version 1. */
  readonly asked?: AskedAttribution;
  /** What is missing; absent where all has been trained. */
  readonly unfinished?: UnfinishedAttribution;
}

/** What to ask for again to go on. */
export interface AskedAttribution {
  /** Numbers of changes, from 0, that are applied together. */
  readonly groups: readonly (readonly number[])[];
  readonly seeds: readonly number[];
}

/** An attribution that was cancelled, or of which trainings failed. */
export interface UnfinishedAttribution {
  /** Trainings, of all models with all seeds. */
  readonly wanted: number;
  readonly trained: number;
  /** Those that failed the last time, the first of many. */
  readonly failed: readonly { readonly name: string; readonly seed: number; readonly message: string }[];
}

export interface AttributedModel {
  readonly name: string;
  /** SHA-256 of the text that was trained, hexadecimal. */
  readonly hash: string;
}

export interface AttributedGroup {
  readonly label: string;
  readonly changes: readonly {
    readonly text: string;
    /** From 1, in each definition; null where it is not written. */
    readonly firstLine: number | null;
    readonly secondLine: number | null;
  }[];
  readonly reasons: readonly string[];
}

export interface AttributedNode {
  /** Indices of groups. */
  readonly applied: readonly number[];
  readonly name: string;
  /** Mean over the seeds, 0..1; null for a model that the figures do not rest on. */
  readonly accuracy: number | null;
  /** One for each seed; none for such a model. */
  readonly runIds: readonly string[];
}

const name = textUpTo(1000);
const words = textUpTo(20_000);
const line = nullable(whole(1));

const estimate: Reader<Estimate> = object({ value: finite, interval: nullable(object({ low: finite, high: finite })) });

const model = object({ name, hash: name });

const record: Reader<AttributionRecord> = object<
  Omit<AttributionRecord, 'asked' | 'unfinished'>,
  Required<Pick<AttributionRecord, 'asked' | 'unfinished'>>
>(
  {
    schemaVersion: whole(1),
    id: name,
    time: finite,
    method: oneOf(...attributionMethods),
    first: model,
    second: model,
    seeds: listUpTo(1000, whole(0)),
    imageCount: whole(0),
    dataset: object({ name, checksum: name }),
    engine: name,
    groups: listUpTo(
      100,
      object({
        label: words,
        changes: listUpTo(5000, object({ text: words, firstLine: line, secondLine: line })),
        reasons: listUpTo(100, words),
      }),
    ),
    nodes: listUpTo(
      300,
      object({ applied: listUpTo(100, whole(0)), name, accuracy: nullable(finite), runIds: listUpTo(1000, name) }),
    ),
    result: object({
      total: nullable(estimate),
      steps: listUpTo(100, nullable(estimate)),
      interaction: nullable(estimate),
      covers: oneOf('images', 'images-and-seeds'),
      isInseparable: flag,
    }),
  },
  {
    asked: object({ groups: listUpTo(100, listUpTo(5000, whole(0))), seeds: listUpTo(1000, whole(0)) }),
    unfinished: object({
      wanted: whole(0),
      trained: whole(0),
      failed: listUpTo(MOST_FAILED, object({ name, seed: whole(0), message: words })),
    }),
  },
);

const MAXIMUM_DEPTH = 12;

/** The record in a stored text; undefined where it is none, is of a newer version, or contradicts itself. Never throws. */
export function parseAttribution(text: string): AttributionRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (isDeeperThan(MAXIMUM_DEPTH, value)) return undefined;
    const read = record(value, '');
    if (read.schemaVersion > ATTRIBUTION_VERSION) return undefined;
    const { groups, nodes, result } = read;
    const isConsistent =
      groups.length > 0 &&
      result.steps.length === groups.length &&
      nodes.every(({ applied }) => applied.every((index) => index < groups.length));
    return isConsistent ? read : undefined;
  } catch (error) {
    if (error instanceof Mismatch || error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}
