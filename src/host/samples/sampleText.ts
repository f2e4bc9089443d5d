/** A shipped definition as it goes to a person: without the address of a schema that is not there. */
export function sampleText(shipped: string): string {
  return shipped.replace(/^[ \t]*"\$schema"[ \t]*:[ \t]*"[^"\n]*"[ \t]*,[ \t]*\r?\n/m, '');
}
