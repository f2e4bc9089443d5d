import { randomBytes } from 'node:crypto';

const ID = /^\d{8}-\d{6}-[a-z0-9]+(?:-[a-z0-9]+)*-s\d+-[0-9a-f]{4}$/;
const MAXIMUM_SLUG = 32;

/** What makes a run's id. */
export interface RunIdParts {
  readonly modelName: string;
  readonly seed: number;
  /** Milliseconds since the epoch; written in UTC. */
  readonly time: number;
}

/** A new id such as `20261122-130501-cnn-s0-4f3a`: sorts by time, tells model and seed, ends in a random part. */
export function createRunId({ modelName, seed, time }: RunIdParts): string {
  const [date = '', clock = ''] = new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '').split('T');
  return `${date}-${clock}-${modelSlug(modelName)}-s${Math.abs(Math.trunc(seed))}-${randomBytes(2).toString('hex')}`;
}

/** True for a text of the form that `createRunId` gives: safe as a folder's name, nothing like `..` or a path. */
export function isRunId(text: string): boolean {
  return text.length <= 80 && ID.test(text);
}

/** The model's name as ids hold it: lower-case letters and digits, at most 32 characters, `model` if none is left. */
export function modelSlug(modelName: string): string {
  const slug = modelName
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAXIMUM_SLUG)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'model' : slug;
}

/** The model's part of an id. */
export function slugOfRunId(runId: string): string {
  return runId.slice('20261122-130501-'.length).replace(/-s\d+-[0-9a-f]{4}$/, '');
}
