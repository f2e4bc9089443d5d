import type { ComparisonDefinition } from '../definition/definition.js';
import { type JsonNode, nodeAt, parseDocument } from '../definition/jsonDocument.js';
import { parseComparison } from '../definition/parseComparison.js';
import { createLineMap, type LineMap } from '../definition/position.js';
import type { Problem, TextRange } from '../definition/problem.js';
import { withinQuotes } from './references.js';

/** Everything that the services for a `*.bakeoff.jsonc` file need, made once for each version of its text. */
export interface ComparisonAnalysis {
  readonly text: string;
  readonly lines: LineMap;
  /** The text's tree as far as it can be read. */
  readonly tree?: JsonNode;
  /** The models as far as they can be read, broken text or not. */
  readonly models: readonly ModelLink[];
  /** Absent if the text has an error. */
  readonly definition?: ComparisonDefinition;
  readonly problems: readonly Problem[];
}

/** A path of a model in a comparison: it leads to that file. */
export interface ModelLink {
  /** The path without its quotes. */
  readonly range: TextRange;
  /** As written: relative to the comparison's folder, not checked in any way. */
  readonly path: string;
}

/** Reads a comparison as far as possible. Never throws; linear in the text's length. */
export function analyseComparison(text: string): ComparisonAnalysis {
  const { value, problems } = parseComparison(text);
  const { tree } = parseDocument(text);
  const list = tree && nodeAt(tree, ['models']);
  const models = (list?.type === 'array' ? (list.children ?? []) : [])
    .filter((node) => node.type === 'string')
    .map((node) => ({ range: withinQuotes(node), path: String(node.value) }));
  const definition = value === undefined ? {} : { definition: value };
  return { text, lines: createLineMap(text), ...(tree === undefined ? {} : { tree }), models, ...definition, problems };
}

/** The path at an offset, if a model's stands there. */
export function modelLinkAt({ models }: ComparisonAnalysis, offset: number): ModelLink | undefined {
  return models.find(({ range }) => range.start - 1 <= offset && offset <= range.end + 1);
}
