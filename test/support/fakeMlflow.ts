import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler } from './fileServer.js';

type Pairs = Record<string, string>;

/** A run as the fake keeps it: points of metrics are only ever added, as some of MLflow's stores do. */
export interface FakeRun {
  readonly id: string;
  readonly experiment: string;
  readonly params: Pairs;
  readonly tags: Pairs;
  readonly metrics: {
    readonly key: string;
    readonly step: number;
    readonly value: number;
    readonly timestamp: number;
  }[];
  readonly info: Record<string, unknown>;
}

export interface FakeMlflowOptions {
  /** `MAJOR.MINOR.PATCH`; null: the server does not say. */
  readonly version?: string | null;
  /** The value of `authorization` that is let in; without it everybody is. */
  readonly authorization?: string;
  /** Where runs have their files; `RUN` stands for the id. */
  readonly artifactUri?: string;
  /** Fails each request from the one with that number on, counted from 1. */
  readonly breaksAt?: () => number;
}

/**
 * A tracking server with the parts of MLflow's REST API that an export uses, its limits and its refusals, as documented at
 * https://mlflow.org/docs/latest/rest-api.html. Held against a real one by the parity tests, which export the same runs.
 */
export class FakeMlflow {
  readonly experiments: Pairs = {};
  readonly runs: FakeRun[] = [];
  readonly files = new Map<string, Buffer>();
  requests = 0;
  readonly #options: FakeMlflowOptions;

  constructor(options: FakeMlflowOptions = {}) {
    this.#options = options;
  }

  readonly handle: Handler = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => this.#answer(request, response, Buffer.concat(chunks)));
  };

  #answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    this.requests += 1;
    const { authorization, version = '3.17.2', breaksAt } = this.#options;
    const send = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (this.requests >= (breaksAt?.() ?? Number.POSITIVE_INFINITY)) {
      request.socket.destroy();
      return;
    }
    if (authorization !== undefined && request.headers.authorization !== authorization) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="mlflow"' }).end('You are not authenticated.');
      return;
    }
    const url = new URL(request.url ?? '/', 'http://fake');
    if (url.pathname === '/version') {
      response.writeHead(version === null ? 404 : 200).end(version ?? 'Not Found');
      return;
    }
    const artifact = /^\/api\/2\.0\/mlflow-artifacts\/artifacts\/(.+)$/.exec(url.pathname)?.[1];
    if (artifact !== undefined && request.method === 'PUT') {
      this.files.set(decodeURIComponent(artifact), body);
      send(200, {});
      return;
    }
    const endpoint = /^\/api\/2\.0\/mlflow\/(.+)$/.exec(url.pathname)?.[1] ?? '';
    const asked = request.method === 'GET' ? Object.fromEntries(url.searchParams) : JSON.parse(body.toString('utf8'));
    try {
      send(200, this.#do(endpoint, asked, body.length));
    } catch (error) {
      const { status = 500, code = 'INTERNAL_ERROR', message } = error as Refusal;
      send(status, { error_code: code, message });
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: what a request holds is whatever it holds
  #do(endpoint: string, asked: any, size: number): unknown {
    switch (endpoint) {
      case 'experiments/get-by-name': {
        const id = this.experiments[asked.experiment_name];
        if (id === undefined) throw missing('no such experiment');
        return { experiment: { experiment_id: id, name: asked.experiment_name, lifecycle_stage: 'active' } };
      }
      case 'experiments/create': {
        const id = String(Object.keys(this.experiments).length + 1);
        this.experiments[asked.name] = id;
        return { experiment_id: id };
      }
      case 'runs/create': {
        const id = `${this.runs.length}`.padStart(32, 'a');
        const uri = this.#options.artifactUri ?? `mlflow-artifacts:/${asked.experiment_id}/RUN/artifacts`;
        const info = { run_id: id, run_name: asked.run_name, start_time: asked.start_time, status: 'RUNNING' };
        const run = {
          id,
          experiment: asked.experiment_id,
          params: {},
          tags: fromEntries(asked.tags),
          metrics: [],
          info: { ...info, artifact_uri: uri.replace('RUN', id) },
        };
        this.runs.push(run);
        return { run: shown(run) };
      }
      case 'runs/search': {
        const [, key = '', value] = /^tags\.`([\w.]+)` = '([^']*)'$/.exec(asked.filter) ?? [];
        const found = this.runs.filter(
          (run) => asked.experiment_ids.includes(run.experiment) && run.tags[key] === value,
        );
        // Protocol buffers leave out what is empty.
        return found.length === 0 ? {} : { runs: found.map(shown) };
      }
      case 'runs/update': {
        const { run_id: _, ...changes } = asked;
        Object.assign(this.#run(asked).info, changes);
        return {};
      }
      case 'runs/set-tag':
        this.#run(asked).tags[asked.key] = asked.value;
        return {};
      case 'runs/log-batch':
        this.#log(asked, size);
        return {};
      case 'metrics/get-history': {
        // In pages of three, so that somebody has to turn them.
        const all = this.#run(asked).metrics.filter(({ key }) => key === asked.metric_key);
        const start = Number(asked.page_token ?? 0);
        const next = start + 3 < all.length ? { next_page_token: String(start + 3) } : {};
        return { metrics: all.slice(start, start + 3), ...next };
      }
      default:
        throw missing(`no endpoint ${endpoint}`);
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  #log(asked: any, size: number): void {
    const run = this.#run(asked);
    const { params = [], tags = [], metrics = [] } = asked;
    if (size > 1e6 || params.length > 100 || tags.length > 100 || metrics.length > 1000)
      throw invalid('The batch is larger than the server takes.');
    for (const { key, value } of params) {
      if (String(value).length > 500) throw invalid(`Param value of ${key} is too long`);
      if (run.params[key] !== undefined && run.params[key] !== value)
        throw invalid(`Changing param values is not allowed: ${key}`);
      run.params[key] = value;
    }
    for (const { key, value } of tags) {
      if (String(value).length > 5000) throw invalid(`Tag value of ${key} is too long`);
      run.tags[key] = value;
    }
    for (const metric of metrics) {
      if (!/^[/\w.\- ]+$/.test(metric.key)) throw invalid(`Invalid metric name ${metric.key}`);
      run.metrics.push(metric);
    }
  }

  #run({ run_id: id }: { readonly run_id: string }): FakeRun {
    const found = this.runs.find((run) => run.id === id);
    if (found === undefined) throw missing(`Run with id=${id} not found`);
    return found;
  }
}

interface Refusal extends Error {
  readonly status?: number;
  readonly code?: string;
}

function missing(message: string): Refusal {
  return Object.assign(new Error(message), { status: 404, code: 'RESOURCE_DOES_NOT_EXIST' });
}

function invalid(message: string): Refusal {
  return Object.assign(new Error(message), { status: 400, code: 'INVALID_PARAMETER_VALUE' });
}

function shown({ info, params, tags, metrics }: FakeRun) {
  const latest = Object.fromEntries(metrics.map((metric) => [metric.key, metric]));
  return { info, data: { params: toEntries(params), tags: toEntries(tags), metrics: Object.values(latest) } };
}

function toEntries(pairs: Pairs) {
  return Object.entries(pairs).map(([key, value]) => ({ key, value }));
}

function fromEntries(entries: readonly { readonly key: string; readonly value: string }[] = []): Pairs {
  return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}
