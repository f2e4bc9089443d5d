import { applyEdit } from '../../src/core/definition/edit.js';
import { parseModel } from '../../src/core/definition/parseModel.js';
import type { Problem } from '../../src/core/definition/problem.js';
import { type PlanTarget, planModel } from '../../src/core/plan/planModel.js';

/** Fashion-MNIST's images and classes. */
export const fashionTarget: PlanTarget = { inputShape: [28, 28, 1], classCount: 10 };

/** The text of a definition with these entries of `layers`, each on a line of its own. */
export function modelText(...layers: readonly string[]): string {
  return `{\n  "name": "test",\n  "layers": [\n${layers.map((layer) => `    ${layer}`).join(',\n')}\n  ]\n}\n`;
}

/** Everything that `bakeoff check` would find in a model's text. */
export function checkModelText(text: string, target: PlanTarget = fashionTarget): readonly Problem[] {
  const { value, problems } = parseModel(text);
  return value === undefined ? problems : [...problems, ...planModel(value, target).problems];
}

/** A problem in short: its code, the piece of text it points to, and the title of its fix. */
export function inShort(text: string, { code, range, fix }: Problem): readonly string[] {
  return [code, text.slice(range.start, range.end), ...(fix === undefined ? [] : [fix.title])];
}

/** The text with each problem's fix applied, one after the other, each found anew, at most ten. */
export function mend(text: string, target: PlanTarget = fashionTarget): string {
  let mended = text;
  for (let round = 0; round < 10; round += 1) {
    const fix = checkModelText(mended, target).find((problem) => problem.fix !== undefined)?.fix;
    if (fix === undefined) return mended;
    mended = applyEdit(mended, fix);
  }
  return mended;
}
