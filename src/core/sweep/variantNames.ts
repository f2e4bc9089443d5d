import { writeInline } from '../definition/edit.js';

/** Longest name of a model. */
const MAXIMUM_NAME = 80;

const shortWords: Readonly<Record<string, string>> = { learningRate: 'lr', batchSize: 'batch' };

/** The words by which options are called where there is little space: `filters`, `lr`; `conv1.filters` where two have one. */
export function optionWords(paths: readonly string[]): string[] {
  const words = paths.map((path) => {
    const last = path.slice(path.lastIndexOf('.') + 1);
    return shortWords[last] ?? last;
  });
  return words.map((word, index) => {
    if (words.filter((other) => other === word).length === 1) return word;
    return (paths[index] ?? '').replace(/^(layers|training)\./, '');
  });
}

/** A value of an option, as short as it can be without being another one: `3e-4`, `64`, `relu`. */
export function optionText(value: unknown): string {
  if (typeof value === 'number' && value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6))
    return value.toExponential().replace('e+', 'e');
  return typeof value === 'string' ? value : writeInline(value);
}

/** Names for the variants of a model, in their order, none twice: `cnn · filters=64 · lr=3e-4`; shorter where that is too long. */
export function variantNames(
  model: string,
  paths: readonly string[],
  combinations: readonly (readonly unknown[])[],
): string[] {
  const words = optionWords(paths);
  const full = combinations.map((values) =>
    [model, ...values.map((value, index) => `${words[index]}=${optionText(value)}`)].join(' · '),
  );
  if (areFit(full)) return full;
  const short = combinations.map((values) => [model, ...values.map(optionText)].join(' · '));
  if (areFit(short)) return short;
  return combinations.map((_, index) => `${model.slice(0, MAXIMUM_NAME - 8)} · #${index + 1}`);
}

function areFit(names: readonly string[]): boolean {
  return names.every((name) => name.length <= MAXIMUM_NAME) && new Set(names).size === names.length;
}
