import {
  classFigures,
  type ExpectedFigure,
  expectedVerdicts,
  figureOfKey,
  modelFigures,
  VERSUS,
} from '../definition/expectedFigures.js';
import { modelKeysOf } from '../definition/modelKeys.js';
import type { Proposal } from './completion.js';
import type { Cursor } from './cursor.js';
import { paragraphs } from './markdown.js';
import { literal, SnippetWriter } from './snippet.js';

/** What expectations can be of. */
export interface ExpectedNames {
  /** Paths of the comparison's models, as written. */
  readonly modelPaths: readonly string[];
  /** Absent where the dataset's classes are not known. */
  readonly classNames?: readonly string[] | undefined;
}

/** What may be written at a cursor within `expect`: figures, classes' figures, other models, models of its own. */
export function proposeExpectations(cursor: Cursor, names: ExpectedNames): Proposal[] {
  const { at, path } = cursor;
  if (at === 'key') return path.length > 2 ? [] : proposeKeys(cursor, names);
  const key = String(path.at(-1));
  const found = figureOfKey(key);
  if (found !== undefined) return [limitProposal(found.figure)];
  if (key.startsWith(VERSUS)) return verdictProposals();
  return path.length === 2 ? [{ label: '{ … }', kind: 'value', snippet: emptyObject() }] : [];
}

function proposeKeys(cursor: Cursor, { modelPaths, classNames }: ExpectedNames): Proposal[] {
  const keys = modelKeysOf(modelPaths);
  const [, under] = cursor.path;
  const given = cursor.enclosing[cursor.path.length]?.entries;
  const others = keys.filter((key) => key !== under);
  const proposals = [
    ...modelFigures.map((figure) => figureKey(cursor, figure.id, figure)),
    ...classKeys(cursor, classNames),
    ...(keys.length < 2 ? [] : others.map((key) => versusKey(cursor, key))),
    ...(under === undefined ? keys.map((key) => modelKey(cursor, key)) : []),
  ];
  return proposals.filter(({ label }) => !given?.has(label));
}

/** Where classes are not known there is a place to fill in. */
function classKeys(cursor: Cursor, classNames: readonly string[] | undefined): Proposal[] {
  if (classNames !== undefined)
    return classFigures.flatMap((figure) =>
      classNames.map((name) => figureKey(cursor, `${figure.id}.${name}`, figure)),
    );
  return classFigures.map((figure) => {
    const writer = new SnippetWriter('comparison');
    const key = `"${figure.id}.${writer.place('CLASS')}"`;
    const snippet = cursor.hasColon ? key : `${key}: ${writer.value(figure.usual)}`;
    return { label: `${figure.id}.CLASS`, kind: 'key', markdown: figure.description, snippet };
  });
}

function figureKey(cursor: Cursor, key: string, { description, usual }: ExpectedFigure): Proposal {
  return { label: key, kind: 'key', detail: usual, markdown: description, snippet: withValue(cursor, key, usual) };
}

function versusKey(cursor: Cursor, model: string): Proposal {
  const label = `${VERSUS}${model}`;
  const markdown = 'How it does against that model: `better`, `notWorse` or `tie`.';
  const words = Object.keys(expectedVerdicts).join(',');
  const snippet = cursor.hasColon
    ? literal(JSON.stringify(label))
    : `${literal(JSON.stringify(label))}: "\${1|${words}|}"`;
  return { label, kind: 'key', detail: 'against another model', markdown, snippet };
}

function modelKey(cursor: Cursor, model: string): Proposal {
  const key = literal(JSON.stringify(model));
  const snippet = cursor.hasColon ? key : `${key}: ${emptyObject()}`;
  return { label: model, kind: 'layer', detail: 'of this model alone', snippet };
}

/** With a place in it. */
function emptyObject(): string {
  return new SnippetWriter('comparison').value({});
}

function withValue(cursor: Cursor, key: string, value: string): string {
  const written = literal(JSON.stringify(key));
  return cursor.hasColon ? written : `${written}: ${new SnippetWriter('comparison').value(value)}`;
}

function limitProposal({ description, usual }: ExpectedFigure): Proposal {
  const markdown = paragraphs(description, '`>=`, `>`, `<=` or `<`, and a number; of a fraction also a percentage.');
  const snippet = new SnippetWriter('comparison').value(usual);
  return { label: usual, kind: 'value', detail: 'example', markdown, snippet };
}

function verdictProposals(): Proposal[] {
  return Object.entries(expectedVerdicts).map(([label, markdown]) => ({
    label,
    kind: 'value',
    markdown,
    snippet: literal(JSON.stringify(label)),
  }));
}
