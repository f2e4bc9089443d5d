import { renderMarkdownTable } from '../../src/core/report/markdownTable.js';
import { button } from '../components/controls.js';
import { element } from '../components/dom.js';
import { tableActions } from '../components/tableActions.js';
import type { Theme } from '../theme/theme.js';
import type { ViewContext } from '../views/view.js';
import type { ChartModel } from './chartModel.js';
import { chartSvg } from './chartSvg.js';
import { chartCsv, chartTable } from './chartTable.js';
import { pngOfSvg } from './pictureBytes.js';

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
  const saved = (isSaved: boolean | undefined) => {
    if (isSaved === true) context.announce('The picture has been saved.');
  };
  const savePng = async () => {
    const shown = read();
    if (shown === undefined) return;
    const png = await pngOfSvg(svgOf(shown));
    saved(await context.ask('saveImage', { suggestedName: `${fileName(shown.model)}.png`, png }));
  };
  const saveSvg = async () => {
    const shown = read();
    if (shown === undefined) return;
    saved(await context.ask('saveText', { suggestedName: `${fileName(shown.model)}.svg`, text: svgOf(shown) }));
  };
  const exported = () => {
    const model = read()?.model;
    if (model === undefined) return { fileName: 'chart', markdown: '', csv: '' };
    const { columns, rowCount, row } = chartTable(model);
    const rows = Array.from({ length: rowCount }, (_, index) => row(index));
    return { fileName: fileName(model), markdown: renderMarkdownTable({ columns, rows }), csv: chartCsv(model) };
  };
  return element('div', {
    class: 'toolbar',
    children: [
      tableButton,
      button({
        label: 'Save the picture as PNG',
        icon: 'file-media',
        appearance: 'icon',
        onPress: () => void savePng(),
      }),
      button({
        label: 'Save the picture as SVG',
        icon: 'file-code',
        appearance: 'icon',
        onPress: () => void saveSvg(),
      }),
      ...tableActions(context, 'the data', exported),
    ],
  });
}

function fileName({ title }: ChartModel): string {
  return title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-');
}
