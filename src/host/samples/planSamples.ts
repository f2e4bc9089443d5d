/** A file that is to be created. */
export interface SampleFile {
  readonly name: string;
  readonly text: string;
}

/** What to do about a file that is there already with another text. Nothing is ever overwritten. */
export type Conflict = 'keep' | 'beside';

/** What is to be written, and where the person's own file stays. */
export interface SamplePlan {
  readonly written: readonly SampleFile[];
  readonly kept: readonly string[];
}

/** Names of samples that are there with another text: those that must be asked about. */
export function conflictsOf(samples: readonly SampleFile[], present: ReadonlyMap<string, string>): readonly string[] {
  return samples
    .filter(({ name, text }) => present.has(name) && !isSameText(present.get(name) ?? '', text))
    .map(({ name }) => name);
}

/**
 * Plans what is written into a folder that holds `present` (texts by name). A file with the same text is kept; of one with
 * another text `answers` says what to do, `keep` by default. A sample that goes beside gets a number in its name, and
 * samples that name it name it so.
 */
export function planSamples(
  samples: readonly SampleFile[],
  present: ReadonlyMap<string, string>,
  answers: ReadonlyMap<string, Conflict>,
): SamplePlan {
  const conflicts = new Set(conflictsOf(samples, present));
  const taken = new Set([...present.keys(), ...samples.map(({ name }) => name)]);
  const newNames = new Map<string, string>();
  for (const { name } of samples) {
    if (!conflicts.has(name) || answers.get(name) !== 'beside') continue;
    const free = freeName(name, taken);
    taken.add(free);
    newNames.set(name, free);
  }
  const written = samples
    .filter(({ name }) => !present.has(name) || newNames.has(name))
    .map(({ name, text }) => ({ name: newNames.get(name) ?? name, text: withNewNames(text, newNames) }));
  const kept = samples.map(({ name }) => name).filter((name) => present.has(name) && !newNames.has(name));
  return { written, kept };
}

/** A name that is not taken: `cnn-2.model.jsonc` beside `cnn.model.jsonc`. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  const dot = name.indexOf('.');
  const [stem, endings] = dot <= 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  for (let number = 2; ; number += 1) {
    const free = `${stem}-${number}${endings}`;
    if (!taken.has(free)) return free;
  }
}

/** As whole strings only, as comparisons name their models. */
function withNewNames(text: string, newNames: ReadonlyMap<string, string>): string {
  let result = text;
  for (const [name, free] of newNames) result = result.replaceAll(`"${name}"`, `"${free}"`);
  return result;
}

/** Line endings that an editor or git has changed do not make another text. */
function isSameText(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n');
}
