import type { Table } from '../../src/core/report/table.js';
import type { Identity } from '../state/identity.js';

/** How numbers of an axis are written. */
export type ChartFormat =
  | 'loss'
  | 'percent'
  | 'learningRate'
  | 'integer'
  | 'count'
  | 'seconds'
  | 'milliseconds'
  | 'fraction';

export interface ChartAxis {
  readonly title: string;
  readonly format: ChartFormat;
  readonly scale: 'linear' | 'logarithmic';
  readonly minimum: number;
  readonly maximum: number;
  /** Where lines and numbers stand, in order, within the bounds. */
  readonly ticks: readonly number[];
}

export interface ChartPoint {
  readonly x: number;
  /** Null leaves a gap. */
  readonly y: number | null;
  /** One of the chart's `cursorPlaces`; points of the same place are read together. */
  readonly place: number;
  /** Bounds of an interval around `y`. */
  readonly low?: number;
  readonly high?: number;
}

/** Something that a chart shows in a run's colour, with its markers and its dashes. */
export interface ChartSeries {
  /** Stable while the line stands for the same thing. */
  readonly id: string;
  /** For the table and for those who listen: `cnn, validation`. */
  readonly name: string;
  readonly identity: Identity;
  /** `line`: its points are joined. */
  readonly kind: 'line' | 'points';
  readonly isDashed: boolean;
  /** Thinner: something that is not a measurement of its own (yet). It is in no table. */
  readonly isFaint: boolean;
  /** In order of x. */
  readonly points: readonly ChartPoint[];
  /** `bars`: intervals stand at each point; `band`: they are an area around the line. */
  readonly intervals?: 'bars' | 'band';
  /** Written at its last point. */
  readonly endLabel?: string;
}

/** What happened at a point of a line. */
export type ChartMarkKind = 'best' | 'learningRateReduced' | 'earlyStopped' | 'phaseStarted' | 'notANumber';

export interface ChartMark {
  readonly kind: ChartMarkKind;
  readonly x: number;
  readonly y: number;
  readonly place: number;
  readonly identity: Identity;
  /** A sentence. */
  readonly text: string;
}

/** A straight line that is no measurement, such as what would be perfect. */
export interface ChartGuide {
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
}

/** A chart as data: drawing it computes nothing but places on the screen. */
export interface ChartModel {
  readonly title: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly series: readonly ChartSeries[];
  readonly marks: readonly ChartMark[];
  readonly guides: readonly ChartGuide[];
  /** Where a cursor may stand, in order. */
  readonly cursorPlaces: readonly number[];
  /** What a place is: `Epoch`. */
  readonly placeTitle: string;
  /** How places are called where not by their number: one for each of `cursorPlaces`. */
  readonly placeNames?: readonly string[];
  /** `column`: the pointer finds what is nearest from left to right; `point`: what is nearest. */
  readonly pointing: 'column' | 'point';
  /** What the table of the chart is to say where that is not a row for each place and a column for each series. */
  readonly table?: Table;
  /** In a sentence, for those who do not see it. */
  readonly summary: string;
}
