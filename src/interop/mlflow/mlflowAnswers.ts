import { printable } from '../../core/format.js';
import { MlflowError } from './mlflowError.js';

/** A run as a tracking server knows it. */
export interface ServedMlflowRun {
  readonly id: string;
  readonly artifactUri: string;
  readonly params: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  readonly metricNames: ReadonlySet<string>;
}

/** An experiment as a tracking server knows it. */
export interface ServedExperiment {
  readonly id: string;
  readonly isDeleted: boolean;
}

/** One number of a curve. */
export interface MetricPoint {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly step: number;
}

// Ids go into addresses: nothing in them may lead elsewhere.
const ID = /^[A-Za-z0-9][\w-]{0,255}$/;

/** The experiment in an answer to `experiments/get-by-name`. @throws MlflowError when there is none. */
export function readExperiment(answer: unknown): ServedExperiment {
  const experiment = field(answer, 'experiment');
  return { id: idIn(experiment, 'experiment_id'), isDeleted: field(experiment, 'lifecycle_stage') === 'deleted' };
}

/** The id in an answer to `experiments/create`. @throws MlflowError when there is none. */
export function readCreatedExperiment(answer: unknown): string {
  return idIn(answer, 'experiment_id');
}

/** The run in an answer to `runs/create`. @throws MlflowError when there is none. */
export function readCreatedRun(answer: unknown): ServedMlflowRun {
  return readRun(field(answer, 'run'));
}

/** The runs in an answer to `runs/search`, in its order. @throws MlflowError for what is no such answer. */
export function readFoundRuns(answer: unknown): readonly ServedMlflowRun[] {
  return listIn(answer, 'runs').map(readRun);
}

/** The points in an answer to `metrics/get-history`, and where to go on. @throws MlflowError for what is no such answer. */
export function readHistory(answer: unknown): { readonly points: readonly MetricPoint[]; readonly next?: string } {
  const points = listIn(answer, 'metrics').map((entry) => ({
    key: textIn(entry, 'key'),
    value: Number(field(entry, 'value')),
    timestamp: Number(field(entry, 'timestamp') ?? 0),
    step: Number(field(entry, 'step') ?? 0),
  }));
  const next = field(answer, 'next_page_token');
  return { points, ...(typeof next === 'string' && next !== '' ? { next } : {}) };
}

function readRun(run: unknown): ServedMlflowRun {
  const info = field(run, 'info');
  const data = field(run, 'data');
  const uri = field(info, 'artifact_uri');
  return {
    id: idIn(info, field(info, 'run_id') === undefined ? 'run_uuid' : 'run_id'),
    artifactUri: typeof uri === 'string' ? uri : '',
    params: pairsIn(data, 'params'),
    tags: pairsIn(data, 'tags'),
    metricNames: new Set(listIn(data, 'metrics').map((entry) => textIn(entry, 'key'))),
  };
}

function pairsIn(value: unknown, key: string): ReadonlyMap<string, string> {
  return new Map(listIn(value, key).map((entry) => [textIn(entry, 'key'), textIn(entry, 'value')]));
}

/** Protocol buffers leave out what is empty. */
function listIn(value: unknown, key: string): readonly unknown[] {
  const list = field(value, key) ?? [];
  if (!Array.isArray(list)) throw strange(`"${key}" is no list`);
  return list;
}

function textIn(value: unknown, key: string): string {
  const text = field(value, key) ?? '';
  if (typeof text !== 'string') throw strange(`"${key}" is no text`);
  return text;
}

function idIn(value: unknown, key: string): string {
  const id = field(value, key);
  if (typeof id === 'string' && ID.test(id)) return id;
  throw strange(`"${key}" is ${id === undefined ? 'missing' : `"${printable(String(id).slice(0, 60))}"`}`);
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

function strange(how: string): MlflowError {
  return new MlflowError('not-mlflow', `The tracking server does not answer as MLflow does: ${how}.`);
}
