import { formatCount, formatPercent, NO_VALUE } from '../format.js';
import { inlineCode, paragraphs } from '../language/markdown.js';
import { escapeMarkdown } from '../report/markdownTable.js';
import { averagedText, evidenceNote, normText, pairText } from './evidenceText.js';
import type { LayerEvidence } from './layerEvidence.js';

/** More rows than these make no hover better. */
const MOST_ROWS = 40;

/** All evidence of a run as a Markdown table, the row of one layer strong. Needs no trust. */
export function evidenceMarkdown(evidence: LayerEvidence, classNames: readonly string[], layer: string): string {
  const { layers, pair } = evidence;
  const at = layers.findIndex(({ name }) => name === layer);
  const first = Math.max(0, Math.min(at - MOST_ROWS / 2, layers.length - MOST_ROWS));
  const titles = ['Layer', 'Probe', pair === undefined ? 'Pair' : escapeMarkdown(pairText(pair, classNames))];
  const lines = [
    `| ${[...titles, 'Loses', 'Gains', 'Dead units', 'Activation', 'Gradient'].join(' | ')} |`,
    '| :-- | --: | --: | --: | --: | --: | --: | --: |',
    ...layers.slice(first, first + MOST_ROWS).map((probe) => {
      const cells = [
        inlineCode(probe.name).replaceAll('|', '\\|'),
        [formatPercent(probe.accuracy), averagedText(probe)].filter((text) => text !== '').join(', '),
        formatPercent(probe.pairAccuracy),
        probe.after === null ? NO_VALUE : formatCount(probe.lost),
        probe.after === null ? NO_VALUE : formatCount(probe.gained),
        `${formatCount(probe.deadUnits)} of ${formatCount(probe.units)}`,
        normText(probe.activationNorm),
        normText(probe.gradientNorm),
      ];
      return `| ${(probe.name === layer ? cells.map((cell) => `**${cell}**`) : cells).join(' | ')} |`;
    }),
  ];
  return paragraphs('**What each layer knows**', lines.join('\n'), escapeMarkdown(evidenceNote(evidence)));
}
