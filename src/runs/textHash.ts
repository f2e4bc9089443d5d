import { createHash } from 'node:crypto';

/** SHA-256 of a text, hexadecimal: what runs, lists and editors tell by whether a definition is still the one that was trained. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
