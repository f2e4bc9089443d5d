import type { HonestReport } from '../../core/honesty/honestReport.js';
import { honestTable, stabilitySentences } from '../../core/honesty/honestTable.js';
import { escapeMarkdown, renderMarkdownTable } from '../../core/report/markdownTable.js';
import type { Io } from '../io.js';
import { renderTerminalTable } from './terminalTable.js';

const TITLE = 'Without images in doubt';

/** Scores without what is in doubt about the test images, for a terminal. */
export function renderHonestReport(
  { views, stability }: HonestReport,
  { columns, color }: { readonly columns: number; readonly color: Io['color'] },
): string {
  const table = renderTerminalTable(honestTable(views), Number.isFinite(columns) ? columns : 120, color);
  return [color.bold(TITLE), table, ...stabilitySentences(views, stability)].join('\n');
}

/** The same as a part of a Markdown document. */
export function honestMarkdown({ views, stability }: HonestReport): string {
  const lines = stabilitySentences(views, stability).map((line) => `- ${escapeMarkdown(line)}`);
  return [`### ${TITLE}`, '', renderMarkdownTable(honestTable(views)), '', ...lines].join('\n');
}
