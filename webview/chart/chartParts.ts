import type { ChartModel } from './chartModel.js';

/** What of a chart stays while an epoch is under way: lines, axes, marks. */
export function restingPart(model: ChartModel): ChartModel {
  return model.series.some(({ isFaint }) => isFaint)
    ? { ...model, series: model.series.filter(({ isFaint }) => !isFaint) }
    : model;
}

/** What moves: the lines that are no measurements yet. */
export function movingPart(model: ChartModel): ChartModel {
  return { ...model, series: model.series.filter(({ isFaint }) => isFaint), marks: [], guides: [] };
}

/** Whether the resting parts of two charts show the same numbers: lines that have not changed are the same objects. */
export function haveSameNumbers(a: ChartModel, b: ChartModel): boolean {
  const [first, second] = [restingPart(a).series, restingPart(b).series];
  return (
    a.table === b.table &&
    first.length === second.length &&
    first.every((series, index) => series === second[index]) &&
    a.cursorPlaces.length === b.cursorPlaces.length &&
    a.marks.length === b.marks.length &&
    a.marks.every(({ text, x, y }, index) => {
      const mark = b.marks[index];
      return text === mark?.text && x === mark.x && y === mark.y;
    })
  );
}

/** Whether the resting parts of two charts look the same. */
export function lookTheSame(a: ChartModel, b: ChartModel): boolean {
  const aroundIt = ({ x, y, guides }: ChartModel) => JSON.stringify([x, y, guides]);
  return haveSameNumbers(a, b) && aroundIt(a) === aroundIt(b);
}

/** True when there is a point to draw. */
export function hasPoints({ series }: ChartModel): boolean {
  return series.some(({ points }) => points.length > 0);
}
