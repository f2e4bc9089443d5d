import type { LayerDefinition } from '../definition/definition.js';
import { type Edit, insertAfter, insertBefore, removeItem, setProperty, writeInline } from '../definition/edit.js';
import { type JsonDocument, type JsonNode, nodeAt, rangeOf, valueIn } from '../definition/jsonDocument.js';
import type { TextRange } from '../definition/problem.js';

/** A layer as a definition writes it. */
export type WrittenLayer = Readonly<Record<string, unknown>>;

/**
 * The text behind a definition's layers: where their options stand, and how to edit it and keep its formatting. Without
 * a document every place is the layer's own range, and there are no edits.
 */
export class LayerText {
  readonly #document: JsonDocument | undefined;
  readonly #list: JsonNode | undefined;
  readonly #indexByStart = new Map<number, number>();

  constructor(document: JsonDocument | undefined) {
    this.#document = document;
    this.#list = document?.root === undefined ? undefined : nodeAt(document.root, ['layers']);
    this.#list?.children?.forEach((node, index) => {
      this.#indexByStart.set(node.offset, index);
    });
  }

  /** Where an option's value stands; where it is not written, the layer's type. */
  rangeOf(layer: LayerDefinition, option?: string): TextRange {
    const node = this.#nodeOf(layer);
    if (node === undefined) return layer.range;
    const place = option === undefined ? undefined : nodeAt(node, [option]);
    return rangeOf(place ?? nodeAt(node, ['type']) ?? node);
  }

  /** The layer as it is written; undefined for one that stands nowhere. */
  writtenOf(layer: LayerDefinition): WrittenLayer | undefined {
    const node = this.#nodeOf(layer);
    return node === undefined ? undefined : (valueIn(node) as WrittenLayer);
  }

  /** Where one name in the layer's `from` stands. */
  rangeOfReference(layer: LayerDefinition, position: number): TextRange {
    const node = this.#nodeOf(layer);
    const from = node && nodeAt(node, ['from']);
    return from === undefined ? this.rangeOf(layer) : rangeOf(nodeAt(from, [position]) ?? from);
  }

  /** Where `input` stands, or the layer that takes its place. */
  rangeOfInput(layer: LayerDefinition): TextRange {
    const root = this.#document?.root;
    const node = root && nodeAt(root, ['input']);
    return node === undefined ? this.rangeOf(layer, 'shape') : rangeOf(node);
  }

  /** Writes another shape of the images. */
  setInput(layer: LayerDefinition, shape: readonly number[] | 'dataset'): Edit | undefined {
    const root = this.#document?.root;
    const node = root && nodeAt(root, ['input']);
    if (node === undefined) return this.setOption(layer, 'shape', shape);
    return { range: rangeOf(node), text: writeInline(shape) };
  }

  setOption(layer: LayerDefinition, option: string, value: unknown): Edit | undefined {
    const node = this.#nodeOf(layer);
    if (node === undefined || this.#document === undefined) return undefined;
    return setProperty(this.#document.text, node, option, value);
  }

  /**
   * Writes a new layer between a layer and what it reads. A layer that names what it reads must read the new one
   * instead, so that one then gets a name, the first free one of `flatten`, `flatten_1`, ….
   */
  insertBefore(layer: LayerDefinition, added: WrittenLayer, taken: ReadonlySet<string>): Edit | undefined {
    const node = this.#nodeOf(layer);
    if (node === undefined || this.#document === undefined) return undefined;
    const { text } = this.#document;
    const from = nodeAt(node, ['from']);
    if (from === undefined) return insertBefore(text, node, [writeInline(added)]);
    if (layer.from.length !== 1) return undefined;
    const name = freeName(String(added.type), taken);
    const named = writeInline({ ...added, name, from: layer.from[0] });
    const insertion = insertBefore(text, node, [named]);
    return {
      range: { start: node.offset, end: from.offset + from.length },
      text: insertion.text + text.slice(node.offset, from.offset) + JSON.stringify(name),
    };
  }

  /** Writes new layers after a layer; for the last one only, as nothing that reads it is changed. */
  insertAfter(layer: LayerDefinition, added: readonly WrittenLayer[]): Edit | undefined {
    const node = this.#nodeOf(layer);
    if (node === undefined || this.#document === undefined) return undefined;
    return insertAfter(this.#document.text, node, added.map(writeInline));
  }

  /** Takes a layer out, if it reads just the one written before it, and so will the one after it. */
  remove(layer: LayerDefinition, before: LayerDefinition, after: LayerDefinition | undefined): Edit | undefined {
    const index = this.#indexByStart.get(layer.range.start);
    if (index === undefined || this.#list === undefined || this.#document === undefined) return undefined;
    if (layer.from.length !== 1 || layer.from[0] !== before.name) return undefined;
    const next = this.#list.children?.[index + 1];
    if (after !== undefined && (next === undefined || nodeAt(next, ['from']) !== undefined)) return undefined;
    return removeItem(this.#document.text, this.#list, index);
  }

  #nodeOf(layer: LayerDefinition): JsonNode | undefined {
    const index = this.#indexByStart.get(layer.range.start);
    return index === undefined ? undefined : this.#list?.children?.[index];
  }
}

function freeName(stem: string, taken: ReadonlySet<string>): string {
  let name = stem;
  for (let count = 1; taken.has(name); count += 1) name = `${stem}_${count}`;
  return name;
}
