import type { ExpectedFigure, ExpectedVerdict } from './expectedFigures.js';
import type { JsonPath } from './option.js';
import type { TextRange } from './problem.js';

/** Greater values, or lesser ones, with the limit or without. */
export type Comparator = '>=' | '>' | '<=' | '<';

/** Something that a comparison expects of its models. */
export type Expectation = ExpectedPlace & Expected;

/** Where it stands, and of whom. */
export interface ExpectedPlace {
  /** As written: `recall.Shirt`, `vs:ann`. */
  readonly key: string;
  /** As written: `>=0.90`, `better`. */
  readonly written: string;
  /** Index of the model; null: each of them (against another: each but that one). */
  readonly model: number | null;
  /** Of its value: `['expect', 'cnn', 'accuracy']`. */
  readonly path: JsonPath;
  /** Key and value in the text. */
  readonly range: TextRange;
}

/** What is expected. */
export type Expected = ExpectedLimit | ExpectedVersus;

/** That a figure keeps to a limit. */
export interface ExpectedLimit {
  readonly kind: 'limit';
  readonly figure: ExpectedFigure;
  /** For a figure of one class: a name that the dataset may not have. */
  readonly className?: string;
  readonly comparator: Comparator;
  /** A percentage is a fraction here. */
  readonly limit: number;
}

/** How a model does against another. */
export interface ExpectedVersus {
  readonly kind: 'versus';
  /** Index of the other model. */
  readonly other: number;
  readonly verdict: ExpectedVerdict;
}

/** The models that an expectation is about, by index. */
export function modelsExpected(expectation: Expectation, modelCount: number): number[] {
  if (expectation.model !== null) return [expectation.model];
  const all = Array.from({ length: modelCount }, (_, model) => model);
  return expectation.kind === 'versus' ? all.filter((model) => model !== expectation.other) : all;
}
