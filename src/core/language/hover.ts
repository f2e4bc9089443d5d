import { callbackTypes } from '../callbacks/index.js';
import type { ConfigurableType } from '../definition/configured.js';
import type { JsonPath } from '../definition/option.js';
import type { TextRange } from '../definition/problem.js';
import { evidenceMarkdown } from '../evidence/evidenceMarkdown.js';
import { optimizerTypes } from '../graph/optimizers/index.js';
import { layerTypes } from '../layers/index.js';
import { takesName } from '../layers/layer.js';
import { scheduleTypes } from '../schedules/index.js';
import { layerAt, layerNamed, type ModelAnalysis } from './analyseModel.js';
import { describeInnerLayer } from './backboneNames.js';
import { type KnownLayers, probeOfLayer } from './codeLenses.js';
import { describeSweepable, isInSweep, sweepableIn } from './completeSweep.js';
import { type Cursor, cursorAt, typesAround } from './cursor.js';
import { describeLayer, describeLayerType } from './describeLayer.js';
import { describeOption } from './describeOption.js';
import { hoverExpectation, type LastOutcome } from './hoverExpectation.js';
import { inlineCode, paragraphs } from './markdown.js';
import { alternativesIn, type DefinitionKind, keysOf, schemaAt } from './schemaAt.js';

/** What is said about a piece of a text, in Markdown that needs no trust. */
export interface Hover {
  readonly range: TextRange;
  readonly markdown: string;
}

/** What stands at an offset of a model: a layer (and what is known of it), an option, a value, a layer that is read. */
export function hoverModel(analysis: ModelAnalysis, offset: number, known?: KnownLayers): Hover | undefined {
  const found = hoverPlace(analysis, offset);
  const layer = found?.isLayer === true ? layerAt(analysis, offset) : undefined;
  const probe = layer && known && probeOfLayer(layer, known.evidence);
  if (found === undefined || probe === undefined || known === undefined) return found?.hover;
  const table = evidenceMarkdown(known.evidence, known.classNames, probe.name);
  return { ...found.hover, markdown: paragraphs(found.hover.markdown, table) };
}

/** What is said of a place, and whether it is said of the layer whose entry it is in. */
function hoverPlace(
  analysis: ModelAnalysis,
  offset: number,
): { readonly hover: Hover; readonly isLayer: boolean } | undefined {
  const of = (hover: Hover | undefined, isLayer = false) => (hover === undefined ? undefined : { hover, isLayer });
  const cursor = cursorOver(analysis.text, offset);
  if (cursor.at === 'none') return undefined;
  const steps = cursor.at === 'key' ? [...cursor.path, cursor.content ?? ''] : cursor.path;
  const layer = steps[0] === 'layers' ? layerAt(analysis, offset) : undefined;
  if (layer === undefined) return of(hoverOption('model', cursor));
  const { start } = layer.range;
  if (offset === start) return of({ range: { start, end: start + 1 }, markdown: describeLayer(analysis, layer) }, true);
  const isNamed = layer.type === undefined || takesName(layer.type);
  const says = steps[2] === 'type' || (steps[2] === 'name' && isNamed);
  const isIdentity = steps.length === 3 && says && cursor.content !== undefined;
  if (isIdentity && layer.type !== undefined)
    return of({ range: cursor.token, markdown: describeLayer(analysis, layer) }, true);
  if (cursor.at === 'value' && steps[2] === 'from' && cursor.isQuoted) return of(hoverReference(analysis, cursor));
  const inner = cursor.at === 'value' ? describeInnerLayer(analysis, offset, steps, cursor.content ?? '') : undefined;
  if (inner !== undefined) return of({ range: cursor.token, markdown: inner });
  return of(hoverOption('model', cursor));
}

/** What stands at an offset of a comparison: its keys and values. `outcomes`: how its expectations came out the last time. */
export function hoverComparison(
  text: string,
  offset: number,
  outcomes: readonly LastOutcome[] = [],
  modelTexts: readonly string[] = [],
): Hover | undefined {
  const cursor = cursorOver(text, offset);
  const swept = isInSweep(cursor) ? String(cursor.path[2] ?? cursor.content) : undefined;
  const option = sweepableIn(swept === undefined ? '' : text, modelTexts).find(({ path }) => path === swept);
  const isOwn = cursor.path.length === 2 || (cursor.at === 'value' && typeof cursor.path[3] === 'number');
  if (option !== undefined && isOwn) return { range: cursor.token, markdown: describeSweepable(option) };
  return hoverExpectation(cursor, outcomes) ?? hoverOption('comparison', cursor);
}

/** A pointer is over a character, a cursor before it: over an opening quote already means the text. */
function cursorOver(text: string, offset: number): Cursor {
  return cursorAt(text, text[offset] === '"' && cursorAt(text, offset).content === undefined ? offset + 1 : offset);
}

function hoverReference(analysis: ModelAnalysis, { token, content = '' }: Cursor): Hover {
  const target = layerNamed(analysis, content);
  if (target === undefined) return { range: token, markdown: `No layer is named ${inlineCode(content)}.` };
  return { range: token, markdown: describeLayer(analysis, target) };
}

function hoverOption(kind: DefinitionKind, cursor: Cursor): Hover | undefined {
  const { at, path, token: range, content } = cursor;
  if (at === 'none' || content === undefined) return undefined;
  const type = at === 'value' ? typeNamed(path, content) : undefined;
  if (type !== undefined) return { range, markdown: paragraphs(`**${type.type}**`, type.description) };
  // An entry of a list is explained by the list's own key.
  const steps: JsonPath = at === 'key' ? [...path, content] : path;
  const last = steps.findLastIndex((step) => typeof step === 'string');
  const key = steps[last];
  const option = keysOf(schemaAt(kind, steps.slice(0, Math.max(last, 0)), typesAround(cursor))).get(String(key));
  if (typeof key !== 'string' || option === undefined) return undefined;
  return { range, markdown: describeOption(key, alternativesIn(kind, option.schema), option.required) };
}

/** The optimizer, schedule, callback or layer type that a value names, by where it stands. */
function typeNamed(path: JsonPath, content: string): Pick<ConfigurableType, 'type' | 'description'> | undefined {
  const find = (types: readonly ConfigurableType[]) => types.find(({ type }) => type === content);
  const [first, second] = path;
  const isType = path.at(-1) === 'type';
  if (first === 'layers') {
    const layer = isType ? layerTypes.find(({ type }) => type === content) : undefined;
    return layer && { type: layer.type, description: describeLayerType(layer) };
  }
  const isSlot = path.length === (second === 'callbacks' ? 3 : 2);
  if (first !== 'training' || !(isType || isSlot)) return undefined;
  if (second === 'optimizer') return find(optimizerTypes);
  if (second === 'learningRateSchedule') return find(scheduleTypes);
  return second === 'callbacks' ? find(callbackTypes) : undefined;
}
