import type { AttributionRecord } from '../difference/attributionRecord.js';
import { attributionNotes, attributionTable, attributionTitle, methodText } from '../difference/attributionText.js';
import { type CsvValue, renderCsv } from './csv.js';
import type { ExportFormat } from './exportComparison.js';
import { jsonText } from './jsonText.js';
import { escapeMarkdown, renderMarkdownTable } from './markdownTable.js';

/** What each change is worth as the text of a file, the same that `bakeoff attribute --format` prints. */
export function exportAttribution(record: AttributionRecord, format: ExportFormat): string {
  switch (format) {
    case 'csv':
      return attributionCsv(record);
    case 'json':
      return `${jsonText(record, 2)}\n`;
    case 'markdown':
      return attributionMarkdown(record);
  }
}

/** A part of a Markdown document: the total, the table, notes as a list. */
function attributionMarkdown(record: AttributionRecord): string {
  const notes = [...attributionNotes(record), methodText(record)].map((note) => `- ${escapeMarkdown(note)}`);
  const title = `### ${escapeMarkdown(attributionTitle(record))}`;
  return `${[title, renderMarkdownTable(attributionTable(record)), notes.join('\n')].join('\n\n')}\n`;
}

/** Differences of accuracies, −1..1, unrounded; empty for what is not known. */
function attributionCsv({ groups, result }: AttributionRecord): string {
  const line = (step: string, kind: string, estimate: (typeof result)['total']): CsvValue[] => [
    step,
    kind,
    estimate?.value,
    estimate?.interval?.low,
    estimate?.interval?.high,
  ];
  return renderCsv([
    ['step', 'kind', 'difference', 'low', 'high'],
    ...groups.map(({ label }, place) => line(label, 'change', result.steps[place] ?? null)),
    ...(result.interaction === null ? [] : [line('interaction', 'interaction', result.interaction)]),
    line('total', 'total', result.total),
  ]);
}
