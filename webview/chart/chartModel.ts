import type { Identity } from '../state/identity.js';

export interface ChartPoint {
  readonly x: number;
  /** Null leaves a gap. */
  readonly y: number | null;
}

/** A line of a chart: the identity says in whose colour, with whose points and whose dashes. */
export interface ChartSeries {
  /** Stable while the line stands for the same thing. */
  readonly id: string;
  /** For the table and for those who listen: `cnn, validation`. */
  readonly name: string;
  readonly identity: Identity;
  readonly isDashed: boolean;
  /** Thinner: something that is not a measurement of its own (yet). */
  readonly isFaint: boolean;
  /** In order of x. */
  readonly points: readonly ChartPoint[];
  /** Written at its last point. */
  readonly endLabel?: string;
}

/** What happened at a point of a line. */
export type ChartMarkKind = 'best' | 'learningRateReduced' | 'earlyStopped' | 'notANumber';

export interface ChartMark {
  readonly kind: ChartMarkKind;
  readonly x: number;
  readonly y: number;
  readonly identity: Identity;
  /** A sentence. */
  readonly text: string;
}

export type ChartFormat = 'loss' | 'percent' | 'learningRate';

/** A line chart as data: drawing it computes nothing but places on the screen. */
export interface ChartModel {
  readonly title: string;
  readonly xTitle: string;
  readonly xMaximum: number;
  readonly format: ChartFormat;
  readonly scale: 'linear' | 'logarithmic';
  /** The axis ends here at the latest: there is no accuracy above 1. */
  readonly yCeiling?: number;
  readonly series: readonly ChartSeries[];
  readonly marks: readonly ChartMark[];
  /** Where a cursor may stand, in order. */
  readonly cursorPlaces: readonly number[];
  /** In a sentence, for those who do not see it. */
  readonly summary: string;
}
