import type { Theme } from '../theme/theme.js';
import { drawOverLines } from './chartDrawing.js';
import type { ChartModel } from './chartModel.js';
import { movingPart } from './chartParts.js';
import { linePath } from './chartShapes.js';
import type { PlotArea } from './lineChart.js';
import { runColor } from './pictureTheme.js';

/**
 * Draws what moves on a canvas of its own, without anything else being drawn again: the epoch under way, and where the
 * cursor stands, by a line and a ring around each point of the place.
 */
export function drawCursor(
  canvas: HTMLCanvasElement,
  place: number | undefined,
  model: ChartModel,
  theme: Theme,
  area: PlotArea,
): void {
  const { left, right, top, bottom, toX, toY } = area;
  const ratio = window.devicePixelRatio;
  // To ask the canvas how large it is would have the page laid out in the midst of its changes.
  const [width, height] = [Math.round(area.width * ratio), Math.round(area.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    Object.assign(canvas, { width, height });
    Object.assign(canvas.style, { width: `${area.width}px`, height: `${area.height}px` });
  }
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, area.width, area.height);
  const moving = movingPart(model);
  context.lineWidth = 1.25;
  for (const { points, identity } of moving.series) {
    context.strokeStyle = runColor(identity.color, theme);
    context.stroke(new Path2D(linePath(points, toX, toY)));
  }
  drawOverLines(context, moving, theme, area);
  if (place === undefined) return;
  context.lineWidth = 1;
  const points = model.series.flatMap(({ points: ofSeries, identity, isFaint }) => {
    const point = isFaint ? undefined : ofSeries.find((candidate) => candidate.place === place);
    return point === undefined ? [] : { ...point, color: identity.color };
  });
  context.strokeStyle = theme.mutedForeground;
  if (model.pointing === 'column')
    for (const x of new Set(points.map((point) => Math.round(toX(point.x))))) {
      if (x < left - 1 || x > right + 1) continue;
      context.beginPath();
      context.moveTo(x, top);
      context.lineTo(x, bottom);
      context.stroke();
    }
  context.lineWidth = 2;
  for (const { x, y, color } of points) {
    if (y === null) continue;
    context.strokeStyle = runColor(color, theme);
    context.beginPath();
    context.arc(toX(x), toY(y), model.pointing === 'column' ? 5 : 9, 0, 2 * Math.PI);
    context.stroke();
  }
}
