import type { Identity } from '../state/identity.js';
import type { ChartAxis, ChartModel, ChartSeries } from './chartModel.js';
import {
  apart,
  BAND_OPACITY,
  bandPaths,
  barsPath,
  chartGlyphs,
  endLabels,
  glyphPath,
  labelRoom,
  linePath,
} from './chartShapes.js';
import { axisFormats, type ChartScales } from './chartTable.js';
import { type PictureTheme, runColor } from './pictureTheme.js';

/** In pixels. */
export interface PictureSize {
  readonly width: number;
  /** Of the plot; its legend comes on top of that. */
  readonly height: number;
}

const MARGIN = { left: 58, right: 30, bottom: 44 } as const;
const LEGEND_ROW = 20;
/** Width of a letter as a part of the size of the font: a picture of text alone cannot be measured. */
const LETTER_WIDTH = 0.6;

/**
 * A chart as a picture of its own: an SVG of shapes and texts with title and legend, in the colours of the theme. All
 * that comes from elsewhere is text in it.
 */
export function chartSvg(model: ChartModel, theme: PictureTheme, { width, height }: PictureSize): string {
  const legend = legendItems(model, theme, width);
  const top = 34 + legend.rows * LEGEND_ROW;
  const area = {
    left: MARGIN.left,
    right: width - Math.max(MARGIN.right, labelRoom(model, theme.fontSize)),
    top,
    bottom: top + height - MARGIN.bottom,
  };
  const scales: ChartScales = {
    toX: scaleOf(model.x, area.left, area.right),
    toY: scaleOf(model.y, area.bottom, area.top),
  };
  const total = top + height;
  const { fontSize, foreground, background } = theme;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" role="img" aria-labelledby="title description" font-family="${escaped(theme.fontFamily)}" font-size="${fontSize - 1}" fill="${foreground}">`,
    `<title id="title">${escaped(model.title)}</title>`,
    `<desc id="description">${escaped(model.summary)}</desc>`,
    `<rect width="${width}" height="${total}" fill="${background}"/>`,
    `<text x="${MARGIN.left}" y="22" font-size="${fontSize + 2}" font-weight="bold">${escaped(model.title)}</text>`,
    legend.text,
    ...axes(model, theme, area, scales),
    ...guides(model, theme, scales),
    ...model.series.map((series) => bandOf(series, theme, scales)),
    ...model.series.map((series) => lineOf(series, theme, scales)),
    ...glyphs(model, theme, scales),
    ...labels(model, theme, area, scales),
    '</svg>',
    '',
  ]
    .filter((line, index, all) => line !== '' || index === all.length - 1)
    .join('\n');
}

interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function scaleOf({ scale, minimum, maximum }: ChartAxis, from: number, to: number): (value: number) => number {
  const warp = scale === 'logarithmic' ? Math.log : (value: number) => value;
  const range = warp(maximum) - warp(minimum) || 1;
  return (value) => at(from + ((warp(value) - warp(minimum)) / range) * (to - from));
}

function axes(
  { x, y }: ChartModel,
  { gridLine, mutedForeground, fontSize }: PictureTheme,
  { left, right, top, bottom }: Area,
  { toX, toY }: ChartScales,
): string[] {
  const size = fontSize - 2;
  const [writeX, writeY] = [axisFormats[x.format], axisFormats[y.format]];
  return [
    `<g stroke="${gridLine}">`,
    ...y.ticks.map((tick) => `<path d="M${left} ${toY(tick)}H${right}"/>`),
    `<path d="M${left} ${bottom}H${right}"/>`,
    '</g>',
    `<g fill="${mutedForeground}" font-size="${size}">`,
    ...y.ticks.map(
      (tick) =>
        `<text x="${left - 8}" y="${at(toY(tick) + size / 3)}" text-anchor="end">${escaped(writeY(tick))}</text>`,
    ),
    ...x.ticks.map(
      (tick) => `<text x="${toX(tick)}" y="${bottom + 16}" text-anchor="middle">${escaped(writeX(tick))}</text>`,
    ),
    `<text x="${(left + right) / 2}" y="${bottom + 34}" text-anchor="middle">${escaped(x.title)}</text>`,
    ...(y.title === ''
      ? []
      : [
          `<text transform="translate(13 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.title)}</text>`,
        ]),
    '</g>',
  ];
}

function guides({ guides: lines }: ChartModel, { mutedForeground }: PictureTheme, { toX, toY }: ChartScales): string[] {
  return lines.map(
    ({ from, to }) =>
      `<path d="M${toX(from.x)} ${toY(from.y)}L${toX(to.x)} ${toY(to.y)}" stroke="${mutedForeground}" stroke-dasharray="4 4"/>`,
  );
}

function bandOf({ intervals, points, identity }: ChartSeries, theme: PictureTheme, { toX, toY }: ChartScales): string {
  if (intervals !== 'band') return '';
  const color = runColor(identity.color, theme);
  const [outline, upper, lower] = bandPaths(points, toX, toY);
  const edges = theme.isHighContrast ? `<path d="${upper}${lower}" fill="none" stroke="${color}"/>` : '';
  return `<path d="${outline}" fill="${color}" fill-opacity="${BAND_OPACITY}"/>${edges}`;
}

function lineOf(series: ChartSeries, theme: PictureTheme, { toX, toY }: ChartScales): string {
  const { points, identity, isDashed, isFaint, kind, intervals } = series;
  const stroke = `fill="none" stroke="${runColor(identity.color, theme)}"`;
  const bars = intervals === 'bars' ? `<path d="${barsPath(points, toX, toY)}" ${stroke} stroke-width="1.5"/>` : '';
  if (kind === 'points') return bars;
  const path = linePath(points, toX, toY);
  const dash = isDashed && !isFaint ? ` stroke-dasharray="${identity.dash.join(' ')}"` : '';
  const width = isFaint ? 1.25 : 2;
  return path === ''
    ? bars
    : `<path d="${path}" ${stroke} stroke-width="${width}" stroke-linejoin="round"${dash}/>${bars}`;
}

function glyphs(model: ChartModel, theme: PictureTheme, { toX, toY }: ChartScales): string[] {
  const fills = { none: () => 'none', background: () => theme.background, color: (color: string) => color };
  return chartGlyphs(model).map(({ x, y, shape, radius, color, fill }) => {
    const stroke = runColor(color, theme);
    return `<path transform="translate(${toX(x)} ${toY(y)})" d="${glyphPath(shape, radius)}" fill="${fills[fill](stroke)}" stroke="${stroke}" stroke-width="1.5"/>`;
  });
}

function labels(model: ChartModel, theme: PictureTheme, { top, bottom }: Area, { toX, toY }: ChartScales): string[] {
  const found = endLabels(model);
  const heights = apart(
    found.map(({ x, y }) => ({ x: toX(x), y: toY(y) })),
    theme.fontSize - 1,
    top,
    bottom,
  );
  return found.map(
    ({ x, text, color }, index) =>
      `<text x="${at(toX(x) + 9)}" y="${at((heights[index] ?? 0) + 4)}" font-weight="bold" fill="${runColor(color, theme)}" stroke="${theme.background}" stroke-width="3" paint-order="stroke">${escaped(text)}</text>`,
  );
}

/** What each line is, in as many rows as it takes. */
function legendItems(model: ChartModel, theme: PictureTheme, width: number): { text: string; rows: number } {
  const shown = model.series.filter(({ isFaint }) => !isFaint);
  const lines: string[] = [];
  let x: number = MARGIN.left;
  let row = 0;
  for (const { name, identity, isDashed, kind } of shown) {
    const text = `${identity.letter} ${name}`;
    const needed = 44 + text.length * (theme.fontSize - 1) * LETTER_WIDTH;
    if (x > MARGIN.left && x + needed > width - 8) {
      x = MARGIN.left;
      row += 1;
    }
    const y = 40 + row * LEGEND_ROW;
    const sample = kind === 'line' ? sampleLine(identity, isDashed, theme) : '';
    lines.push(
      `<g transform="translate(${at(x)} ${y})">${sample}${sampleGlyph(identity, isDashed, theme)}<text x="32" y="4">${escaped(text)}</text></g>`,
    );
    x += needed;
  }
  return { text: lines.join('\n'), rows: shown.length === 0 ? 0 : row + 1 };
}

function sampleLine({ color, dash }: Identity, isDashed: boolean, theme: PictureTheme): string {
  const rhythm = isDashed ? ` stroke-dasharray="${dash.join(' ')}"` : '';
  return `<path d="M0 0H26" stroke="${runColor(color, theme)}" stroke-width="2"${rhythm}/>`;
}

function sampleGlyph({ color, marker }: Identity, isDashed: boolean, theme: PictureTheme): string {
  const stroke = runColor(color, theme);
  const fill = isDashed ? theme.background : stroke;
  return `<path transform="translate(13 0)" d="${glyphPath(marker, 3.5)}" fill="${fill}" stroke="${stroke}" stroke-width="1.5"/>`;
}

function at(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}

/** As text, and as an attribute in double quotes. What XML cannot hold is left out. */
function escaped(text: string): string {
  return text
    .replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '')
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
