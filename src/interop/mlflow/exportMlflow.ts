import { printable } from '../../core/format.js';
import { artifactFolder } from './artifactFolder.js';
import {
  type MetricPoint,
  readCreatedExperiment,
  readCreatedRun,
  readExperiment,
  readFoundRuns,
  readHistory,
  type ServedMlflowRun,
} from './mlflowAnswers.js';
import type { MlflowClient } from './mlflowClient.js';
import { MlflowError } from './mlflowError.js';
import { identityTags, type MlflowPair, type MlflowRun } from './mlflowRun.js';

/** MLflow takes a thousand metrics at once, and a hundred parameters and tags. */
const METRICS_AT_ONCE = 500;
const PAIRS_AT_ONCE = 100;
/** The first with all that is asked of it. */
const OLDEST_MAJOR = 2;
const MAXIMUM_HISTORY_PAGES = 100;

/** What became of a run on a tracking server. */
export interface MlflowOutcome {
  /** `completed`: a part of it was there; `unchanged`: all of it. */
  readonly outcome: 'created' | 'completed' | 'unchanged';
  readonly experimentId: string;
  readonly mlflowRunId: string;
  /** Where a browser shows it. */
  readonly url: string;
  /** Files that are there now. */
  readonly artifacts: number;
  /** What was left out, and why; for people. */
  readonly notes: readonly string[];
}

/**
 * Brings a run to a tracking server, in the experiment of that name, which is made if need be. A run that is there already
 * is found by its tag, and only what is missing is written: no export doubles anything. A run of a comparison gets that as its
 * parent.
 * @throws MlflowError, or the signal's reason.
 */
export async function exportMlflow(client: MlflowClient, run: MlflowRun, experiment: string): Promise<MlflowOutcome> {
  const notes = [...run.notes];
  await requireVersion(client);
  const experimentId = await experimentNamed(client, experiment);
  const found = await findRun(client, experimentId, [identityTags.run, tagOf(run, identityTags.run) ?? '']);
  const isWhole = found?.tags.get(identityTags.written) === run.digest;
  const tags = isWhole ? run.tags : await withParent(client, experimentId, run);
  const served = found ?? (await createRun(client, experimentId, run, tags));
  const folder = artifactFolder(served.artifactUri, client.base);
  if (folder === undefined)
    notes.push(
      `The files were left out: the server has its artifacts at ${printable(served.artifactUri.slice(0, 200))}, which it does not write itself (mlflow server --serve-artifacts).`,
    );
  const files = folder === undefined ? [] : run.artifacts;
  if (!isWhole) {
    await logParams(client, served, run);
    await logMetrics(client, served, run);
    for (const { path, bytes } of files) await client.putArtifact(`${folder}/${path}`, bytes);
    await logBatches(client, served.id, 'tags', tags);
    const { status, endTime, name } = run;
    await client.post('runs/update', { run_id: served.id, status, end_time: endTime, run_name: name });
    // Last, so that an export that broke off is not taken for a whole one.
    await client.post('runs/set-tag', { run_id: served.id, key: identityTags.written, value: run.digest });
  }
  return {
    outcome: found === undefined ? 'created' : isWhole ? 'unchanged' : 'completed',
    experimentId,
    mlflowRunId: served.id,
    url: `${client.base}/#/experiments/${experimentId}/runs/${served.id}`,
    artifacts: files.length,
    notes,
  };
}

async function requireVersion(client: MlflowClient): Promise<void> {
  const version = await client.version();
  if (version === undefined || Number.parseInt(version, 10) >= OLDEST_MAJOR) return;
  throw new MlflowError(
    'refused',
    `The tracking server at ${client.base} is MLflow ${version}; ${OLDEST_MAJOR}.0 is the oldest that runs are exported to.`,
  );
}

async function experimentNamed(client: MlflowClient, name: string): Promise<string> {
  const find = () => client.find('experiments/get-by-name', { experiment_name: name });
  const answer = await find();
  if (answer === undefined) return readCreatedExperiment(await client.post('experiments/create', { name }));
  const { id, isDeleted } = readExperiment(answer);
  if (!isDeleted) return id;
  throw new MlflowError(
    'refused',
    `The experiment "${printable(name)}" was deleted on the tracking server.`,
    'Restore it there, or name another with --experiment.',
  );
}

async function findRun(
  client: MlflowClient,
  experimentId: string,
  [key, value]: MlflowPair,
): Promise<ServedMlflowRun | undefined> {
  const filter = `tags.\`${key}\` = '${value}'`;
  const answer = await client.post('runs/search', { experiment_ids: [experimentId], filter, max_results: 10 });
  // Whatever a server finds: what was asked for has the tag.
  return readFoundRuns(answer).find(({ tags }) => tags.get(key) === value);
}

/** The run's tags, with that of its parent: the comparison that it was trained for, as a run which holds nothing itself. */
async function withParent(client: MlflowClient, experimentId: string, run: MlflowRun): Promise<readonly MlflowPair[]> {
  const comparison = tagOf(run, identityTags.comparison);
  if (comparison === undefined) return run.tags;
  const isParent: MlflowPair = ['model_bakeoff.parent', comparison];
  const found = await findRun(client, experimentId, isParent);
  const parent = found ?? (await createParent(client, experimentId, run, isParent));
  return [...run.tags, ['mlflow.parentRunId', parent.id]];
}

async function createParent(client: MlflowClient, experimentId: string, run: MlflowRun, tag: MlflowPair) {
  const { startTime, endTime } = run;
  const name = `comparison ${tag[1].slice(0, 8)}`;
  const parent = await createRun(client, experimentId, { name, startTime }, [tag]);
  await client.post('runs/update', { run_id: parent.id, status: 'FINISHED', end_time: endTime });
  return parent;
}

async function createRun(
  client: MlflowClient,
  experimentId: string,
  { name, startTime }: Pick<MlflowRun, 'name' | 'startTime'>,
  tags: readonly MlflowPair[],
): Promise<ServedMlflowRun> {
  const body = { experiment_id: experimentId, run_name: name, start_time: startTime, tags: tags.map(asEntry) };
  return readCreatedRun(await client.post('runs/create', body));
}

/** MLflow never changes a parameter. */
async function logParams(client: MlflowClient, served: ServedMlflowRun, { params }: MlflowRun): Promise<void> {
  const other = params.find(([key, value]) => served.params.has(key) && served.params.get(key) !== value);
  if (other !== undefined)
    throw new MlflowError(
      'refused',
      `On the tracking server the run has ${other[0]} = ${printable((served.params.get(other[0]) ?? '').slice(0, 80))}, here it is ${printable(other[1].slice(0, 80))}; MLflow changes no parameter.`,
      `Delete the run ${served.id} there and export again, or name another experiment with --experiment.`,
    );
  const missing = params.filter(([key]) => !served.params.has(key));
  await logBatches(client, served.id, 'params', missing);
}

/** Some stores keep a point that comes twice twice: what is there is asked for first. */
async function logMetrics(client: MlflowClient, served: ServedMlflowRun, { metrics }: MlflowRun): Promise<void> {
  const there = new Set<string>();
  for (const key of served.metricNames)
    for (const point of await history(client, served.id, key)) there.add(keyOf(point));
  const missing = metrics.filter((point) => !there.has(keyOf(point)));
  for (let start = 0; start < missing.length; start += METRICS_AT_ONCE)
    await client.post('runs/log-batch', {
      run_id: served.id,
      metrics: missing.slice(start, start + METRICS_AT_ONCE),
    });
}

async function history(client: MlflowClient, runId: string, key: string): Promise<readonly MetricPoint[]> {
  const all: MetricPoint[] = [];
  let page: string | undefined;
  for (let count = 0; count < MAXIMUM_HISTORY_PAGES; count += 1) {
    const query = { run_id: runId, metric_key: key, ...(page === undefined ? {} : { page_token: page }) };
    const { points, next } = readHistory((await client.find('metrics/get-history', query)) ?? {});
    all.push(...points);
    if (next === undefined || next === page) return all;
    page = next;
  }
  return all;
}

async function logBatches(
  client: MlflowClient,
  runId: string,
  kind: 'params' | 'tags',
  entries: readonly MlflowPair[],
): Promise<void> {
  for (let start = 0; start < entries.length; start += PAIRS_AT_ONCE) {
    const some = entries.slice(start, start + PAIRS_AT_ONCE).map(asEntry);
    await client.post('runs/log-batch', { run_id: runId, [kind]: some });
  }
}

function asEntry([key, value]: MlflowPair) {
  return { key, value };
}

function keyOf({ key, step, value }: MetricPoint): string {
  return `${step} ${value} ${key}`;
}

function tagOf({ tags }: MlflowRun, key: string): string | undefined {
  return tags.find(([name]) => name === key)?.[1];
}
