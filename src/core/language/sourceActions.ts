import { writeInline } from '../definition/edit.js';
import { type JsonNode, nodeAt } from '../definition/jsonDocument.js';
import type { TextRange } from '../definition/problem.js';
import { recipeOptions } from '../definition/recipe.js';
import { isLayerProblem } from '../layers/layer.js';
import { LayerText } from '../plan/layerText.js';
import { type AnalysedLayer, isImplied, layerAt, type ModelAnalysis } from './analyseModel.js';
import type { CodeAction } from './quickFixes.js';
import { nameEdits } from './renameLayer.js';

/**
 * Changes that are offered at a range without anything being wrong: a name for the layer, a flatten layer before it, as
 * many units as there are classes, defaults written out. None while the text is not valid JSON, as it is a guess then
 * what stands where.
 */
export function sourceActions(analysis: ModelAnalysis, range: TextRange): CodeAction[] {
  const layer = layerAt(analysis, range.start);
  if (analysis.isBroken || layer === undefined || layer.node === undefined) return [];
  return [
    addName(analysis, layer),
    insertFlatten(analysis, layer),
    setUnits(analysis, layer),
    writeDefaults(layer),
  ].filter((action) => action !== undefined);
}

/** The whole file's: the recipe that it is trained by, written out. */
export function recipeAction({ text, tree, isBroken }: ModelAnalysis): CodeAction | undefined {
  const list = tree && nodeAt(tree, ['layers']);
  const property = list?.parent;
  if (isBroken || tree === undefined || property === undefined || nodeAt(tree, ['training']) !== undefined)
    return undefined;
  const end = property.offset + property.length;
  const lineStart = text.lastIndexOf('\n', property.offset) + 1;
  const indentation = /^[ \t]*/.exec(text.slice(lineStart, property.offset))?.[0] ?? '';
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const written = Object.entries(recipeOptions).filter(([, option]) => option.schema.default !== undefined);
  const lines = written.map(
    ([key, option]) => `${indentation}${indentation}${JSON.stringify(key)}: ${writeInline(option.schema.default)}`,
  );
  const body = [`${indentation}"training": {`, lines.join(`,${lineBreak}`), `${indentation}}`].join(lineBreak);
  const edit = { range: { start: end, end }, text: `,${lineBreak}${body}` };
  return { title: 'Write the training recipe out', kind: 'refactor', edits: [edit] };
}

function addName({ text }: ModelAnalysis, layer: AnalysedLayer): CodeAction | undefined {
  if (layer.nameNode !== undefined || isImplied(layer)) return undefined;
  const edits = nameEdits(text, layer, layer.name);
  return edits.length === 0
    ? undefined
    : { title: `Add the name "${layer.name}" to this layer`, kind: 'refactor', edits };
}

function insertFlatten(analysis: ModelAnalysis, { planned }: AnalysedLayer): CodeAction | undefined {
  const [shape, ...others] = planned?.inputShapes ?? [];
  if (planned === undefined || shape === undefined || shape.length < 2 || others.length > 0) return undefined;
  const { type, options } = planned.definition;
  const size = shape.reduce((product, length) => product * length, 1);
  // Not before what needs an image, nor before what makes a list of it anyway.
  if (type.type === 'flatten' || isLayerProblem(type.infer(options, [[size]]))) return undefined;
  const taken = new Set(analysis.layers.map(({ name }) => name));
  const edit = textOf(analysis).insertBefore(planned.definition, { type: 'flatten' }, taken);
  return edit && { title: 'Insert a flatten layer before this one', kind: 'refactor', edits: [edit] };
}

function setUnits(analysis: ModelAnalysis, layer: AnalysedLayer): CodeAction | undefined {
  const { target } = analysis;
  const { planned } = layer;
  if (target === undefined || planned === undefined || analysis.layers.at(-1) !== layer) return undefined;
  const { units } = planned.definition.options;
  if (units === undefined || units === target.classCount) return undefined;
  const edit = textOf(analysis).setOption(planned.definition, 'units', target.classCount);
  return edit && { title: `Set units to the number of classes, ${target.classCount}`, kind: 'refactor', edits: [edit] };
}

/** Writes down every option that has a default and is not given, so that it can be seen and changed. */
function writeDefaults({ node, type }: AnalysedLayer): CodeAction | undefined {
  const last = node?.children?.at(-1);
  if (node === undefined || type === undefined || last === undefined) return undefined;
  const lacking = Object.entries(type.options).filter(
    ([key, option]) => option.schema.default !== undefined && !isGiven(node, key),
  );
  if (lacking.length === 0) return undefined;
  const end = last.offset + last.length;
  const text = lacking
    .map(([key, option]) => `, ${JSON.stringify(key)}: ${writeInline(option.schema.default)}`)
    .join('');
  return {
    title: 'Write the defaults of this layer out',
    kind: 'refactor',
    edits: [{ range: { start: end, end }, text }],
  };
}

function isGiven(node: JsonNode, key: string): boolean {
  return nodeAt(node, [key]) !== undefined;
}

function textOf({ text, tree }: ModelAnalysis): LayerText {
  return new LayerText(tree === undefined ? undefined : { text, root: tree, tree, problems: [] });
}
