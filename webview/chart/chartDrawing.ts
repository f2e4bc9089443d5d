import type { ChartModel } from './chartModel.js';
import {
  apart,
  BAND_OPACITY,
  bandPaths,
  barsPath,
  type ChartGlyph,
  chartGlyphs,
  endLabels,
  glyphPath,
} from './chartShapes.js';
import type { ChartScales } from './chartTable.js';
import { type PictureTheme, runColor } from './pictureTheme.js';

interface Area extends ChartScales {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Bands around lines, and what the lines are held against. */
export function drawBehindLines(
  context: CanvasRenderingContext2D,
  { series, guides }: ChartModel,
  theme: PictureTheme,
  { toX, toY }: ChartScales,
): void {
  context.save();
  context.strokeStyle = theme.mutedForeground;
  context.setLineDash([4, 4]);
  for (const { from, to } of guides) {
    context.beginPath();
    context.moveTo(toX(from.x), toY(from.y));
    context.lineTo(toX(to.x), toY(to.y));
    context.stroke();
  }
  context.setLineDash([]);
  for (const { intervals, points, identity } of series) {
    if (intervals !== 'band') continue;
    context.fillStyle = runColor(identity.color, theme);
    context.strokeStyle = context.fillStyle;
    const [outline, upper, lower] = bandPaths(points, toX, toY);
    context.globalAlpha = BAND_OPACITY;
    context.fill(new Path2D(outline));
    context.globalAlpha = 1;
    if (!theme.isHighContrast) continue;
    context.stroke(new Path2D(upper));
    context.stroke(new Path2D(lower));
  }
  context.restore();
}

/** Intervals, markers, and the letters at the ends of lines. */
export function drawOverLines(
  context: CanvasRenderingContext2D,
  model: ChartModel,
  theme: PictureTheme,
  { toX, toY, top, bottom }: Area,
): void {
  context.save();
  context.lineWidth = 1.5;
  for (const { intervals, points, identity } of model.series) {
    if (intervals !== 'bars') continue;
    context.strokeStyle = runColor(identity.color, theme);
    context.stroke(new Path2D(barsPath(points, toX, toY)));
  }
  for (const glyph of chartGlyphs(model)) drawGlyph(context, glyph, theme, toX(glyph.x), toY(glyph.y));
  context.font = `bold ${theme.fontSize - 1}px ${theme.fontFamily}`;
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = theme.background;
  const labels = endLabels(model);
  const heights = apart(
    labels.map(({ x, y }) => ({ x: toX(x), y: toY(y) })),
    theme.fontSize - 1,
    top,
    bottom,
  );
  labels.forEach(({ x, text, color }, index) => {
    const height = heights[index] ?? 0;
    context.fillStyle = runColor(color, theme);
    context.strokeText(text, toX(x) + 9, height);
    context.fillText(text, toX(x) + 9, height);
  });
  context.restore();
}

const paths = new Map<string, Path2D>();

function drawGlyph(
  context: CanvasRenderingContext2D,
  { shape, radius, color, fill }: ChartGlyph,
  theme: PictureTheme,
  x: number,
  y: number,
): void {
  const key = `${shape} ${radius}`;
  const path = paths.get(key) ?? new Path2D(glyphPath(shape, radius));
  paths.set(key, path);
  context.translate(x, y);
  context.strokeStyle = runColor(color, theme);
  if (fill !== 'none') {
    context.fillStyle = fill === 'color' ? context.strokeStyle : theme.background;
    context.fill(path);
  }
  context.stroke(path);
  context.translate(-x, -y);
}
