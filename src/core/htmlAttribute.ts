/** Text for an HTML attribute in double quotes, or between tags: it can end neither. */
export function htmlAttribute(text: string): string {
  return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
