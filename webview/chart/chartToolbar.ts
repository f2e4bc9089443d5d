import { renderMarkdownTable } from '../../src/core/report/markdownTable.js';
import { element } from '../components/dom.js';
import { pictureActions } from '../components/pictureActions.js';
import { tableActions } from '../components/tableActions.js';
import { fileName } from '../state/fileName.js';
import type { Theme } from '../theme/theme.js';
import type { ViewContext } from '../views/view.js';
import type { ChartModel } from './chartModel.js';
import { chartSvg } from './chartSvg.js';
import { chartCsv, chartTable } from './chartTable.js';

/** A chart as it stands, and how wide it is drawn. */
export interface ShownChart {
  readonly model: ChartModel;
  readonly theme: Theme;
  readonly width: number;
}

/** Pictures are not smaller than this, and a little flatter than wide. */
const LEAST_WIDTH = 640;
const HEIGHT_RATIO = 0.5;

/** Buttons that show a chart's table, and take the chart elsewhere. `read`: the chart as it is when one is pressed. */
export function chartToolbar(
  context: ViewContext,
  tableButton: HTMLElement,
  read: () => ShownChart | undefined,
): HTMLElement {
  const svgOf = ({ model, theme, width }: ShownChart): string => {
    const wide = Math.max(LEAST_WIDTH, Math.round(width));
    return chartSvg(model, theme, { width: wide, height: Math.round(wide * HEIGHT_RATIO) });
  };
  const picture = () => {
    const shown = read();
    return shown === undefined ? undefined : { fileName: fileName(shown.model.title), svg: svgOf(shown) };
  };
  const exported = () => {
    const model = read()?.model;
    if (model === undefined) return { fileName: 'chart', markdown: '', csv: '' };
    const { columns, rowCount, row } = chartTable(model);
    const rows = Array.from({ length: rowCount }, (_, index) => row(index));
    return { fileName: fileName(model.title), markdown: renderMarkdownTable({ columns, rows }), csv: chartCsv(model) };
  };
  return element('div', {
    class: 'toolbar',
    children: [tableButton, ...pictureActions(context, picture), ...tableActions(context, 'the data', exported)],
  });
}
