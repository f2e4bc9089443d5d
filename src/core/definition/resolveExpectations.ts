import type { Expectation } from './expectation.js';
import { VERSUS } from './expectedFigures.js';
import type { WrittenExpectation } from './expectOption.js';
import { modelKeysOf, modelOfKey } from './modelKeys.js';
import { nearest } from './nearest.js';
import type { JsonPath, Report } from './option.js';
import { shown } from './options.js';
import type { TextRange } from './problem.js';

/**
 * Puts the models of a comparison in the place of the words that expectations have for them. `paths`: the models', as
 * written; `rangeOf`: where a key with its value stands. Undefined when a word names none, which is reported.
 */
export function resolveExpectations(
  written: readonly WrittenExpectation[],
  paths: readonly string[],
  rangeOf: (path: JsonPath) => TextRange,
  report: Report,
): readonly Expectation[] | undefined {
  const unknown = new Set<string>();
  const find = (word: string, path: JsonPath, prefix: string): number | undefined => {
    const index = modelOfKey(paths, word);
    const place = JSON.stringify(path);
    if (index === undefined && !unknown.has(place)) reportUnknown(word, path, prefix, paths, report);
    unknown.add(place);
    return index;
  };
  const resolved = written.map(({ path, key, written: text, model: under, expected }): Expectation | undefined => {
    const model = under === null ? null : find(under, path.slice(0, -1), '');
    const place = { key, written: text, model: model ?? null, path, range: rangeOf(path) };
    if (expected.kind === 'limit') return model === undefined ? undefined : { ...place, ...expected };
    const other = find(expected.other, path, VERSUS);
    if (model === undefined || other === undefined) return undefined;
    const isOfItself = model === other || (model === null && paths.length < 2);
    if (!isOfItself) return { ...place, ...expected, other };
    const message = `${shown(modelKeysOf(paths)[other])} would be held against itself: name another model.`;
    report({ path, at: 'key', code: 'versus-itself', message });
    return undefined;
  });
  return resolved.every((expectation) => expectation !== undefined) ? resolved : undefined;
}

function reportUnknown(word: string, path: JsonPath, prefix: string, paths: readonly string[], report: Report): void {
  const keys = modelKeysOf(paths);
  const meant = nearest(word, keys);
  const names = keys.map((key) => shown(key)).join(', ');
  report({
    path,
    at: 'key',
    code: 'unknown-model',
    message: `No model of this comparison is called ${shown(word)}. ${meant === undefined ? `There are ${names}.` : `Did you mean ${shown(meant)}?`}`,
    ...(meant === undefined
      ? {}
      : { replacement: { title: `Rename to "${prefix}${meant}"`, text: JSON.stringify(`${prefix}${meant}`) } }),
  });
}
