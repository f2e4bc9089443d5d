import type { Expectation } from '../definition/expectation.js';
import { type JsonNode, nodeAt, parseDocument, rangeAt } from '../definition/jsonDocument.js';
import { nearest } from '../definition/nearest.js';
import { comparisonOptions } from '../definition/parseComparison.js';
import type { Problem } from '../definition/problem.js';
import { printable } from '../format.js';

/** Classes that are listed in a message. */
const MOST_LISTED = 12;

/** What is wrong with the classes that expectations name, once the dataset's are known. `tree`: of the comparison's text. */
export function classProblems(
  tree: JsonNode,
  expectations: readonly Expectation[],
  classNames: readonly string[],
): Problem[] {
  return expectations.flatMap((expectation): Problem[] => {
    if (expectation.kind !== 'limit' || expectation.className === undefined) return [];
    const { className, figure, path } = expectation;
    if (classNames.includes(className)) return [];
    const meant = nearest(className, classNames);
    const shown = printable(JSON.stringify(className));
    const listed = classNames.slice(0, MOST_LISTED).map(printable).join(', ');
    const advice =
      meant === undefined
        ? `Its classes: ${listed}${classNames.length > MOST_LISTED ? ', …' : ''}.`
        : `Did you mean ${printable(JSON.stringify(meant))}?`;
    const range = rangeAt(tree, path, 'key');
    const text = JSON.stringify(`${figure.id}.${meant}`);
    const fix = meant === undefined ? {} : { fix: { title: `Rename to ${printable(text)}`, range, text } };
    return [
      {
        code: 'unknown-class',
        severity: 'error',
        message: `The dataset has no class ${shown}. ${advice}`,
        range,
        ...fix,
      },
    ];
  });
}

/** Whether any expectation names a class, so that the dataset's need to be known. */
export function namesClasses(expectations: readonly Expectation[]): boolean {
  return expectations.some((expectation) => expectation.kind === 'limit' && expectation.className !== undefined);
}

/** The dataset that a comparison's text names, broken or not; without one the default. */
export function datasetNamed(text: string): string {
  const { tree } = parseDocument(text);
  const dataset: unknown = tree && nodeAt(tree, ['dataset'])?.value;
  return typeof dataset === 'string' ? dataset : (comparisonOptions.dataset.default ?? '');
}
