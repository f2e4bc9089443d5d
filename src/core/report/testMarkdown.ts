import { escapeMarkdown, renderMarkdownTable } from './markdownTable.js';
import { countsText, type TestedFile, testTable } from './testLines.js';

/** Tests in Markdown for a pull request: what came of it, a table, and a sentence on all that is not met. */
export function testMarkdown(files: readonly TestedFile[]): string {
  return files.map(fileSection).join('\n');
}

function fileSection(file: TestedFile): string {
  const { name, lines, notes } = file;
  const remarks = lines.filter(({ status }) => status !== 'pass').map(({ message }) => message);
  const list = [...notes, ...remarks].map((text) => `- ${escapeMarkdown(text)}\n`).join('');
  const table = lines.length === 0 ? '' : `${renderMarkdownTable(testTable(file))}\n\n`;
  return `### ${escapeMarkdown(name)}: ${countsText(lines)}\n\n${table}${list}`;
}
