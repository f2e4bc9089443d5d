/** A title as part of a file's name: `fashion-mnist`. */
export function fileName(title: string): string {
  const words = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return words === '' ? 'bakeoff' : words.slice(0, 60);
}
