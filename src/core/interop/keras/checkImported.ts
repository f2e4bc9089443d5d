import { parseModel } from '../../definition/parseModel.js';
import type { Problem } from '../../definition/problem.js';
import { planModel } from '../../plan/planModel.js';
import type { ImportedModel } from './importedModel.js';
import type { KerasReading } from './kerasReading.js';

/** Any will do where the file does not say: what depends on it is for the definition's own checks. */
const SOME_SIDE = 224;

/** Reads and plans what was written; what is wrong with it is told where it comes from. */
export function checkImported({ text, input, layers }: ImportedModel, reading: KerasReading): void {
  const { value: definition, problems } = parseModel(text);
  const report = (found: readonly Problem[]) => {
    for (const { code, message, severity, range } of found) {
      const at = definition?.layers.findIndex(
        (layer) => layer.range.start <= range.start && range.end <= layer.range.end,
      );
      const index = at === undefined || at < 0 ? lineOf(text, range.start) : at - 1;
      const path = layers[index]?.node?.path ?? [];
      if (severity === 'error') reading.refuse(path, code, message);
      else reading.warn(path, code, message);
    }
  };
  report(problems);
  if (definition === undefined) return;
  const classCount = lastUnits(layers);
  if (classCount === undefined) {
    const path = layers.at(-1)?.node?.path ?? [];
    reading.refuse(
      path,
      'keras-output',
      'The model does not end in a dense layer with a softmax: it does not tell classes apart.',
    );
    return;
  }
  const inputShape = input === 'dataset' ? [SOME_SIDE, SOME_SIDE, 3] : input;
  const { plan, problems: found } = planModel(definition, { inputShape, classCount });
  report(found);
  plan?.layers.forEach(({ definition: { name }, inputShapes }) => {
    const index = definition.layers.findIndex((layer) => layer.name === name) - 1;
    const { axis, node } = layers[index] ?? {};
    if (axis === undefined || axis === inputShapes[0]?.length) return;
    const message = `"${name}" normalizes along axis ${axis}; here it is the last one, ${inputShapes[0]?.length}.`;
    reading.refuse(node?.path ?? [], 'keras-axis', message);
  });
}

/** How many classes there are: the units of the last dense layer. */
function lastUnits(layers: ImportedModel['layers']): number | undefined {
  const units = layers.findLast(({ body }) => body.type === 'dense')?.body.units;
  return typeof units === 'number' ? units : undefined;
}

/** Each layer has a line of its own, from the sixth on. */
function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 6;
}
