import type { PlannedLayer } from './plan.js';

/** Between a composite layer's name and its part's. No layer in a definition can have it in its name. */
const SEPARATOR = ' › ';

/** A part's name among all layers of a plan, and for people: `backbone › conv_pw_11`. */
export function partName(whole: string, part: string): string {
  return `${whole}${SEPARATOR}${part}`;
}

/** A layer's name within its composite, its whole name where it is in none. */
export function ownName({ definition: { name }, partOf }: PlannedLayer): string {
  return partOf === undefined ? name : name.slice(partOf.length + SEPARATOR.length);
}
