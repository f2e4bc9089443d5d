import {
  Chart,
  type ChartConfiguration,
  type ChartDataset,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  type Plugin,
  PointElement,
} from 'chart.js';
import type { Theme } from '../theme/theme.js';
import { drawBehindLines, drawOverLines } from './chartDrawing.js';
import type { ChartAxis, ChartModel, ChartPoint, ChartSeries } from './chartModel.js';
import { labelRoom } from './chartShapes.js';
import { axisFormats, type ChartScales } from './chartTable.js';
import { runColor } from './pictureTheme.js';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale);

type Dataset = ChartDataset<'line', ChartPoint[]>;
type Options = NonNullable<ChartConfiguration<'line'>['options']>;
type ScaleOptions = NonNullable<NonNullable<Options['scales']>[string]>;

/** Where on the canvas something is, in pixels of the page. */
export interface PlotArea extends ChartScales {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Of the whole canvas. */
  readonly width: number;
  readonly height: number;
}

/** On the right of the lines, in pixels, where no label needs more. */
const LEAST_ROOM = 26;

const paddingOf = (right: number) => ({ right, top: 10 });

/**
 * Draws the axes and lines of a chart's model on a canvas; the only user of Chart.js. Nothing moves but by `draw`. Lines
 * that are the same objects as before are not read again.
 */
export class LineChart {
  readonly #chart: Chart<'line', ChartPoint[]>;
  #model: ChartModel | undefined;
  #theme: Theme | undefined;
  #axes = '';
  readonly #datasets = new Map<string, { series: ChartSeries; theme: Theme; dataset: Dataset }>();

  /** `onDrawn`: lines are elsewhere now, as after a change of size. */
  constructor(canvas: HTMLCanvasElement, onDrawn: () => void) {
    const plugin: Plugin<'line'> = {
      id: 'bandsAndMarkers',
      beforeDatasetsDraw: ({ ctx }) => this.#drawn((model, theme, area) => drawBehindLines(ctx, model, theme, area)),
      afterDatasetsDraw: ({ ctx }) => {
        this.#drawn((model, theme, area) => {
          drawOverLines(ctx, model, theme, area);
          onDrawn();
        });
      },
    };
    const configuration: ChartConfiguration<'line', ChartPoint[]> = {
      type: 'line',
      data: { datasets: [] },
      plugins: [plugin],
      options: {
        animation: false,
        maintainAspectRatio: false,
        normalized: true,
        parsing: false,
        events: [],
        hover: { mode: undefined as never },
        layout: { padding: paddingOf(LEAST_ROOM) },
        // Values that are the same for all points of a line: each is looked up once.
        elements: { point: { radius: 0, hitRadius: 0, hoverRadius: 0 }, line: { tension: 0 } },
      },
    };
    this.#chart = new Chart(canvas, configuration);
  }

  /** Where the numbers of the model are; undefined before it has been drawn. */
  get area(): PlotArea | undefined {
    const { scales, chartArea, width, height } = this.#chart;
    const { x, y } = scales;
    if (x === undefined || y === undefined || chartArea === undefined) return undefined;
    return {
      left: chartArea.left,
      right: chartArea.right,
      top: chartArea.top,
      bottom: chartArea.bottom,
      width,
      height,
      toX: (value) => x.getPixelForValue(value),
      toY: (value) => y.getPixelForValue(value),
    };
  }

  draw(model: ChartModel, theme: Theme): void {
    const axes = JSON.stringify([model.x, model.y]);
    if (axes !== this.#axes || theme !== this.#theme) {
      this.#axes = axes;
      this.#chart.options.scales = { x: scaleOf(model.x, theme, true), y: scaleOf(model.y, theme, false) };
    }
    this.#chart.options.layout = { padding: paddingOf(Math.max(LEAST_ROOM, labelRoom(model, theme.fontSize))) };
    this.#model = model;
    this.#theme = theme;
    this.#chart.data.datasets = this.#datasetsOf(model, theme);
    this.#chart.update('none');
  }

  dispose(): void {
    this.#chart.destroy();
  }

  /** Chart.js draws once before there is anything to draw. */
  #drawn(draw: (model: ChartModel, theme: Theme, area: PlotArea) => void): void {
    if (this.#model === undefined || this.#theme === undefined) return;
    const { area } = this;
    if (area !== undefined) draw(this.#model, this.#theme, area);
  }

  #datasetsOf({ series }: ChartModel, theme: Theme): Dataset[] {
    const ids = new Set(series.map(({ id }) => id));
    for (const id of this.#datasets.keys()) if (!ids.has(id)) this.#datasets.delete(id);
    return series.map((line) => {
      const kept = this.#datasets.get(line.id);
      if (kept?.series === line && kept.theme === theme) return kept.dataset;
      const dataset = Object.assign(kept?.dataset ?? {}, datasetOf(line, theme));
      this.#datasets.set(line.id, { series: line, theme, dataset });
      return dataset;
    });
  }
}

function datasetOf({ identity, isDashed, isFaint, kind, points }: ChartSeries, theme: Theme): Dataset {
  return {
    data: points as ChartPoint[],
    showLine: kind === 'line',
    borderColor: runColor(identity.color, theme),
    borderWidth: isFaint ? 1.25 : 2,
    borderDash: isDashed && !isFaint ? [...identity.dash] : [],
    // Lines at the edge are drawn whole.
    clip: false,
  };
}

function scaleOf(axis: ChartAxis, theme: Theme, isHorizontal: boolean): ScaleOptions {
  const font = { family: theme.fontFamily, size: theme.fontSize - 2 };
  const write = axisFormats[axis.format];
  return {
    type: axis.scale,
    min: axis.minimum,
    max: axis.maximum,
    title: {
      display: isHorizontal || axis.title !== '',
      text: axis.title,
      color: theme.mutedForeground,
      font,
      padding: 2,
    },
    afterBuildTicks: (scale) => {
      scale.ticks = axis.ticks.map((value) => ({ value }));
    },
    ticks: {
      color: theme.mutedForeground,
      font,
      maxRotation: 0,
      autoSkip: isHorizontal,
      autoSkipPadding: 12,
      callback: (value) => write(Number(value)),
    },
    grid: isHorizontal ? { display: false } : { color: theme.gridLine },
    border: isHorizontal ? { color: theme.gridLine } : { display: false },
  };
}
