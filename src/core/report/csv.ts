/** A value of a CSV field; null and undefined are empty. */
export type CsvValue = string | number | boolean | null | undefined;

/** Rows as RFC 4180 has them, `\r\n` after each, the first row being the header. Numbers are not rounded. */
export function renderCsv(rows: readonly (readonly CsvValue[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

function csvField(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  // A spreadsheet would run such a text as a formula: a quote in front makes it text.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
