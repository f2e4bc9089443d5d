import { modelsExpected } from '../../core/definition/expectation.js';
import { modelKeysOf } from '../../core/definition/modelKeys.js';
import type { TextRange } from '../../core/definition/problem.js';
import { printable } from '../../core/format.js';
import { analyseComparison } from '../../core/language/analyseComparison.js';

/** A comparison as a tree of tests: its models, and what is expected of each. */
export interface TestOutline {
  /** Printable, as all labels. */
  readonly label: string;
  readonly models: readonly TestedModelOutline[];
}

/** A model with its expectations. */
export interface TestedModelOutline {
  /** Unique in its comparison. */
  readonly id: string;
  readonly label: string;
  /** Its path in the text. */
  readonly range: TextRange;
  readonly expectations: readonly ExpectationOutline[];
}

/** An expectation of one model. */
export interface ExpectationOutline {
  /** Unique in its comparison; the same as long as the key stands where it stood. */
  readonly id: string;
  readonly label: string;
  readonly range: TextRange;
  /** Indices of the expectation and the model. */
  readonly expectation: number;
  readonly model: number;
}

/** The tests in a comparison's text; undefined where it has an error, or expects nothing. Models without any are left out. */
export function testOutline(text: string): TestOutline | undefined {
  const { definition } = analyseComparison(text);
  const expectations = definition?.expectations ?? [];
  if (definition === undefined || expectations.length === 0) return undefined;
  const { models } = definition;
  const keys = modelKeysOf(models.map(({ path }) => path));
  return {
    label: printable(definition.name),
    models: models
      .map(({ range }, model): TestedModelOutline => {
        const own = expectations.flatMap((expectation, index): ExpectationOutline[] => {
          if (!modelsExpected(expectation, models.length).includes(model)) return [];
          const label = `${printable(expectation.key)} ${printable(expectation.written)}`;
          const id = `${keys[model]}\n${expectation.path.join('\n')}`;
          return [{ id, label, range: expectation.range, expectation: index, model }];
        });
        return { id: keys[model] ?? '', label: printable(keys[model] ?? ''), range, expectations: own };
      })
      .filter((model) => model.expectations.length > 0),
  };
}
