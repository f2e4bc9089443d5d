import { formatCount, formatFixed, formatPercent, printable } from '../../core/format.js';
import type { RankedClass } from '../../core/metrics/rankClasses.js';
import type { ExplainedMap, LikeImage } from '../explainSample.js';
import type { Io } from '../io.js';
import { renderPrediction } from './prediction.js';
import { renderTerminalTable } from './terminalTable.js';

export interface Explanation {
  readonly split: string;
  readonly image: number;
  readonly labelName: string;
  readonly top: readonly RankedClass[];
  readonly map: ExplainedMap;
  readonly nearest: readonly LikeImage[] | undefined;
}

/** The most probable classes of an image, where its map is greatest, and the training images that are like it. */
export function renderExplanation(
  { split, image, labelName, top, map, nearest }: Explanation,
  { color, columns }: Pick<Io, 'color' | 'columns'>,
): string {
  const { figure, layer } = map;
  const { below, above } = figure.scale;
  const title = layer === undefined ? 'Occlusion' : `Grad-CAM of ${printable(layer)}`;
  const scale =
    figure.map.scale === 0 ? [] : [`The strongest colour is ${below === '' ? above : `${above}, ${below}`}.`];
  const parts = [
    renderPrediction(`${split} image ${formatCount(image)}, true class ${labelName}`, top, color),
    [color.bold(title), ...[...figure.facts, ...scale].map((fact) => `  ${printable(fact)}`)].join('\n'),
  ];
  if (nearest !== undefined)
    parts.push(
      color.bold('Training images most like it to the model'),
      renderTerminalTable(
        {
          columns: [
            { title: 'Image', align: 'right' },
            { title: 'Class', flexible: true },
            { title: 'Taken for', flexible: true },
            { title: 'Probability', align: 'right' },
            { title: 'Cosine distance', align: 'right' },
          ],
          rows: nearest.map((each) => [
            formatCount(each.image),
            printable(each.labelName),
            each.probability === null ? '–' : printable(each.predictedName),
            formatPercent(each.probability),
            formatFixed(each.distance, 4),
          ]),
        },
        columns,
        color,
      ),
    );
  return parts.join('\n');
}
