import { type JsonDocument, rangeAt } from '../../definition/jsonDocument.js';
import type { JsonPath } from '../../definition/option.js';
import { ProblemCollector } from '../../definition/problemCollector.js';
import { printable } from '../../format.js';

/** A JSON object of an unknown make. */
export type Fields = Readonly<Record<string, unknown>>;

/** What is wrong in a file of Keras's, gathered with its places. */
export class KerasReading {
  readonly #document: JsonDocument;
  readonly collector: ProblemCollector;

  constructor(document: JsonDocument) {
    this.#document = document;
    this.collector = new ProblemCollector(document);
  }

  /** What a definition cannot say: there will be none. */
  refuse(path: JsonPath, code: string, message: string): void {
    this.#add('error', path, code, message);
  }

  /** What is left out or done otherwise, without which the model still has the same layers, shapes and weights. */
  warn(path: JsonPath, code: string, message: string): void {
    this.#add('warning', path, code, message);
  }

  #add(severity: 'error' | 'warning', path: JsonPath, code: string, message: string): void {
    const { root } = this.#document;
    if (root !== undefined) this.collector.add({ code, severity, message, range: rangeAt(root, path) });
  }
}

/** The value as an object; undefined for anything else. */
export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The value as a list; undefined for anything else. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** A value from the file for a message: short, on one line. */
export function told(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return printable(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}
