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
import type { Marker } from '../state/identity.js';
import type { Theme } from '../theme/theme.js';
import type { ChartMark, ChartMarkKind, ChartModel, ChartPoint, ChartSeries } from './chartModel.js';
import { axisFormats } from './chartTable.js';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale);

type Dataset = ChartDataset<'line', ChartPoint[]>;

/** So many points of a line carry its marker, however many it has. */
const MARKED_POINTS = 24;

const pointStyles = {
  circle: 'circle',
  diamond: 'rectRot',
  triangle: 'triangle',
  square: 'rect',
  star: 'star',
  cross: 'crossRot',
} as const satisfies Record<Marker, string>;

const markStyles = {
  best: { pointStyle: 'circle', radius: 8 },
  learningRateReduced: { pointStyle: 'triangle', radius: 7, rotation: 180 },
  earlyStopped: { pointStyle: 'rect', radius: 8 },
  notANumber: { pointStyle: 'crossRot', radius: 7 },
} as const satisfies Record<ChartMarkKind, object>;

/** Draws a chart's model on a canvas; the only user of Chart.js. Nothing moves but by `draw`. */
export class LineChart {
  readonly #chart: Chart<'line', ChartPoint[]>;
  #model: ChartModel | undefined;
  #theme: Theme | undefined;
  #cursor: number | undefined;

  /** `onPointed` gets the place on the axis under the pointer, undefined when it leaves; `isChosen`: by a click. */
  constructor(canvas: HTMLCanvasElement, onPointed: (x: number | undefined, isChosen: boolean) => void) {
    const placeOf = (pixel: number | null): number | undefined =>
      pixel === null ? undefined : this.#chart.scales.x?.getValueForPixel(pixel);
    const plugin: Plugin<'line'> = {
      id: 'labelsAndCursor',
      afterDatasetsDraw: () => {
        this.#drawCursor();
        this.#drawEndLabels();
      },
      afterEvent: (_, { event }) => {
        if (event.type === 'mouseout') onPointed(undefined, false);
        else if (event.type === 'mousemove' || event.type === 'click')
          onPointed(placeOf(event.x), event.type === 'click');
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
        events: ['mousemove', 'mouseout', 'click'],
        hover: { mode: undefined as never },
        layout: { padding: { right: 22, top: 10 } },
      },
    };
    this.#chart = new Chart(canvas, configuration);
  }

  draw(model: ChartModel, theme: Theme, cursor: number | undefined): void {
    this.#model = model;
    this.#theme = theme;
    this.#cursor = cursor;
    this.#chart.data.datasets = [
      ...model.marks.map((mark) => markDataset(mark, theme)),
      ...model.series.map((series) => lineDataset(series, theme)),
    ];
    this.#chart.options.scales = scalesOf(model, theme);
    this.#chart.update('none');
  }

  /** The picture as it is on the screen, on the theme's background, as PNG. */
  async toPng(): Promise<Uint8Array> {
    const { canvas } = this.#chart;
    const copy = document.createElement('canvas');
    copy.width = canvas.width;
    copy.height = canvas.height;
    const context = copy.getContext('2d');
    if (context === null) throw new Error('The picture cannot be drawn: there is no canvas to be had.');
    context.fillStyle = this.#theme?.background ?? 'white';
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(canvas, 0, 0);
    const blob = await new Promise<Blob | null>((resolve) => copy.toBlob(resolve, 'image/png'));
    if (blob === null) throw new Error('The picture cannot be written: it is too large or empty.');
    return new Uint8Array(await blob.arrayBuffer());
  }

  dispose(): void {
    this.#chart.destroy();
  }

  #drawCursor(): void {
    const { ctx, chartArea, scales } = this.#chart;
    if (this.#cursor === undefined || this.#theme === undefined || scales.x === undefined) return;
    const x = scales.x.getPixelForValue(this.#cursor);
    ctx.save();
    ctx.strokeStyle = this.#theme.mutedForeground;
    ctx.beginPath();
    ctx.moveTo(x, chartArea.top);
    ctx.lineTo(x, chartArea.bottom);
    ctx.stroke();
    ctx.restore();
  }

  #drawEndLabels(): void {
    const { ctx } = this.#chart;
    const theme = this.#theme;
    const model = this.#model;
    if (theme === undefined || model === undefined) return;
    ctx.save();
    ctx.font = `bold ${theme.fontSize - 1}px ${theme.fontFamily}`;
    ctx.textBaseline = 'middle';
    ctx.lineJoin = 'round';
    ctx.lineWidth = 3;
    ctx.strokeStyle = theme.background;
    model.series.forEach(({ endLabel, identity, points }, index) => {
      const last = points.findLastIndex(({ y }) => y !== null);
      const place = this.#chart.getDatasetMeta(model.marks.length + index).data[last];
      if (endLabel === undefined || place === undefined) return;
      ctx.fillStyle = colorOf(identity.color, theme);
      ctx.strokeText(endLabel, place.x + 8, place.y);
      ctx.fillText(endLabel, place.x + 8, place.y);
    });
    ctx.restore();
  }
}

function lineDataset({ identity, isDashed, isFaint, points }: ChartSeries, theme: Theme): Dataset {
  const color = colorOf(identity.color, theme);
  const every = Math.ceil(points.length / MARKED_POINTS);
  const radius = isFaint ? 0 : 3;
  return {
    data: [...points],
    borderColor: color,
    backgroundColor: isDashed ? theme.background : color,
    borderWidth: isFaint ? 1.25 : 2,
    borderDash: isDashed && !isFaint ? [...identity.dash] : [],
    pointStyle: pointStyles[identity.marker],
    // A line of one point is seen by its point alone.
    pointRadius: ({ dataIndex }) =>
      points.length === 1 ? 3 : (points.length - 1 - dataIndex) % every === 0 ? radius : 0,
    pointBorderWidth: 1.5,
    pointHitRadius: 0,
    // Points at the edge are drawn whole.
    clip: false,
    pointHoverRadius: radius,
  };
}

function markDataset({ x, y, kind, identity }: ChartMark, theme: Theme): Dataset {
  const { pointStyle, radius, ...rest } = markStyles[kind];
  return {
    data: [{ x, y }],
    showLine: false,
    pointStyle,
    pointRadius: radius,
    pointHoverRadius: radius,
    ...('rotation' in rest ? { pointRotation: rest.rotation } : {}),
    borderColor: colorOf(identity.color, theme),
    backgroundColor: 'transparent',
    pointBorderWidth: 1.5,
    clip: false,
  };
}

function scalesOf(
  { xTitle, xMaximum, scale, yCeiling, format }: ChartModel,
  theme: Theme,
): NonNullable<NonNullable<ChartConfiguration<'line'>['options']>['scales']> {
  const font = { family: theme.fontFamily, size: theme.fontSize - 2 };
  const write = axisFormats[format];
  return {
    x: {
      type: 'linear',
      min: 0,
      max: xMaximum,
      title: { display: true, text: xTitle, color: theme.mutedForeground, font, padding: 2 },
      ticks: { precision: 0, color: theme.mutedForeground, font, maxRotation: 0, autoSkipPadding: 12 },
      grid: { display: false },
      border: { color: theme.gridLine },
    },
    y: {
      type: scale,
      grace: '5%',
      afterDataLimits: (axis) => {
        if (yCeiling !== undefined && axis.max > yCeiling) axis.max = yCeiling;
      },
      ticks: {
        color: theme.mutedForeground,
        font,
        maxTicksLimit: 6,
        callback: (value) => write(Number(value)),
      },
      grid: { color: theme.gridLine },
      border: { display: false },
    },
  };
}

function colorOf(color: number, theme: Theme): string {
  return theme.runColors[color] ?? theme.foreground;
}
