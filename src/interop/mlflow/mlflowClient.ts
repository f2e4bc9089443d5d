import type { Dispatcher } from 'undici';
import { printable } from '../../core/format.js';
import { MlflowError } from './mlflowError.js';
import { authorization, type MlflowServer } from './mlflowServer.js';

/** More than this is no answer to anything that is asked here. */
const MAXIMUM_ANSWER_BYTES = 8 * 2 ** 20;
/** To connect, and between two bytes of an answer. */
const CONNECT_MS = 5_000;
const STALL_MS = 30_000;
/** Of what a server says, for people. */
const SHOWN_CHARACTERS = 300;

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly location: string | undefined;
}

interface Question {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the server's address, with its query. */
  readonly path: string;
  readonly body?: Uint8Array | string;
}

/**
 * Asks a tracking server by its REST API, through the proxy that the environment names. Redirections are not followed, as
 * they would take the password along; answers have a limit. Everything it throws is an `MlflowError` or the signal's reason.
 * @see https://mlflow.org/docs/latest/rest-api.html
 */
export class MlflowClient {
  readonly #server: MlflowServer;
  readonly #signal: AbortSignal | undefined;
  #dispatcher: Dispatcher | undefined;

  constructor(server: MlflowServer, signal?: AbortSignal) {
    this.#server = server;
    this.#signal = signal;
  }

  /** The server's address, for people and for links. */
  get base(): string {
    return this.#server.base;
  }

  /** What the server says of its version; undefined where it does not. */
  async version(): Promise<string | undefined> {
    const { status, text } = await this.#ask({ method: 'GET', path: '/version' });
    if (status === 401) throw this.#refusal({ status, text, location: undefined }, '/version');
    return status === 200 && /^\d+\.\d+[\w.+-]{0,40}$/.test(text.trim()) ? text.trim() : undefined;
  }

  /** Reads something; undefined where the server has no such thing. */
  async find(endpoint: string, query: Readonly<Record<string, string>>): Promise<unknown> {
    const path = `/api/2.0/mlflow/${endpoint}?${new URLSearchParams(query)}`;
    const answer = await this.#ask({ method: 'GET', path });
    if (answer.status === 404 && errorOf(answer.text)?.code === 'RESOURCE_DOES_NOT_EXIST') return undefined;
    return this.#valueOf(answer, path);
  }

  /** Has something done; the answer is the server's, and to be checked. */
  async post(endpoint: string, body: unknown): Promise<unknown> {
    const path = `/api/2.0/mlflow/${endpoint}`;
    return this.#valueOf(await this.#ask({ method: 'POST', path, body: JSON.stringify(body) }), path);
  }

  /** Stores a file where the server keeps artifacts itself. `path`: below its root of artifacts. */
  async putArtifact(path: string, bytes: Uint8Array): Promise<void> {
    const place = `/api/2.0/mlflow-artifacts/artifacts/${path.split('/').map(encodeURIComponent).join('/')}`;
    const answer = await this.#ask({ method: 'PUT', path: place, body: bytes });
    if (answer.status !== 200) throw this.#refusal(answer, place);
  }

  /** Gives back connections. */
  async close(): Promise<void> {
    await this.#dispatcher?.destroy();
    this.#dispatcher = undefined;
  }

  #valueOf(answer: Answer, path: string): unknown {
    if (answer.status !== 200) throw this.#refusal(answer, path);
    try {
      return JSON.parse(answer.text);
    } catch {
      throw this.#stranger(`its answer to ${path.split('?')[0]} is no JSON`);
    }
  }

  async #ask({ method, path, body }: Question): Promise<Answer> {
    // Loaded for the first question: it is large, and most processes ask none.
    const { EnvHttpProxyAgent, request } = await import('undici');
    this.#dispatcher ??= new EnvHttpProxyAgent({ connect: { timeout: CONNECT_MS }, proxyTunnel: false });
    const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream';
    try {
      const response = await request(`${this.base}${path}`, {
        method,
        dispatcher: this.#dispatcher,
        headersTimeout: STALL_MS,
        bodyTimeout: STALL_MS,
        ...(this.#signal === undefined ? {} : { signal: this.#signal }),
        headers: {
          accept: 'application/json',
          'accept-encoding': 'identity',
          ...(body === undefined ? {} : { 'content-type': type }),
          ...authorization(this.#server),
        },
        ...(body === undefined ? {} : { body }),
      });
      const { location } = response.headers;
      const text = await this.#textOf(response.body);
      return { status: response.statusCode, text, location: typeof location === 'string' ? location : undefined };
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (error instanceof MlflowError) throw error;
      throw this.#unreachable(error as NodeJS.ErrnoException);
    }
  }

  async #textOf(body: AsyncIterable<Uint8Array> & { destroy(): unknown }): Promise<string> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of body) {
      size += chunk.byteLength;
      if (size > MAXIMUM_ANSWER_BYTES) {
        body.destroy();
        throw this.#stranger(`its answer is longer than ${MAXIMUM_ANSWER_BYTES} bytes`);
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  #unreachable({ code, message }: NodeJS.ErrnoException): MlflowError {
    const reason = printable(code === undefined ? message : code).slice(0, SHOWN_CHARACTERS);
    return new MlflowError(
      'unreachable',
      `The tracking server at ${this.base} does not answer (${reason}).`,
      'Is it running, and is the address right? Whatever had arrived is found again by a second export.',
    );
  }

  #refusal({ status, text, location }: Answer, path: string): MlflowError {
    const said = errorOf(text);
    const words = said === undefined ? '' : `: ${said.message || said.code}`;
    if (status === 401) {
      const known = this.#server.credentials === undefined ? 'asks who you are' : 'does not know this user or token';
      const advice = 'Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.';
      return new MlflowError('unauthorized', `The tracking server at ${this.base} ${known} (HTTP 401).`, advice);
    }
    if (status === 403)
      return new MlflowError(
        'forbidden',
        `The tracking server at ${this.base} does not allow it (HTTP 403)${words}.`,
        'Ask whoever runs it for the right to edit the experiment, or name another with --experiment.',
      );
    if (status >= 300 && status < 400)
      return this.#stranger(`it sends elsewhere, to ${printable(location ?? 'nowhere').slice(0, SHOWN_CHARACTERS)}`);
    if (said === undefined && status < 500)
      return this.#stranger(`${path.split('?')[0]} is answered with HTTP ${status}`);
    return new MlflowError('refused', `The tracking server at ${this.base} refused (HTTP ${status})${words}.`);
  }

  #stranger(how: string): MlflowError {
    return new MlflowError(
      'not-mlflow',
      `${this.base} does not answer as an MLflow tracking server does: ${how}.`,
      'Give the address under which MLflow shows its pages, with its path if it has one.',
    );
  }
}

/** What a server says went wrong; undefined for what is no such answer. */
function errorOf(text: string): { readonly code: string; readonly message: string } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { error_code: code, message } = value as Readonly<Record<string, unknown>>;
    if (typeof code !== 'string') return undefined;
    const words = typeof message === 'string' ? message : '';
    return {
      code: printable(code.slice(0, 80)),
      message: printable(words.slice(0, SHOWN_CHARACTERS)).replace(/\.$/, ''),
    };
  } catch {
    return undefined;
  }
}
