/** The letters of a model's runs, in short: `A–C`, `A, C`, `A +5`. */
export function lettersText(letters: readonly string[]): string {
  const codes = letters.map((letter) => (letter.length === 1 ? letter.charCodeAt(0) : Number.NaN));
  const isRow = codes.length > 1 && codes.every((code, index) => index === 0 || code === (codes[index - 1] ?? 0) + 1);
  if (isRow) return `${letters[0]}–${letters.at(-1)}`;
  return letters.length <= 3 ? letters.join(', ') : `${letters[0]} +${letters.length - 1}`;
}
