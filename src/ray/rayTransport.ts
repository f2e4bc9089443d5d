import { readFileSync } from 'node:fs';
import type { Dispatcher } from 'undici';
import { printable } from '../core/format.js';
import { isLoopback } from './rayAddress.js';
import { RayError } from './rayError.js';
import { pacerOf, type RequestPacer } from './requestPacer.js';

/** Where a cluster is, and how one gets in. */
export interface RayConnection {
  /** Of `parseRayAddress`. */
  readonly url: URL;
  readonly token?: string | undefined;
  /** Path of a PEM file with authorities that are trusted beside the system's. */
  readonly caFile?: string | undefined;
  /** Absent: that of the address. */
  readonly pacer?: RequestPacer;
}

export interface TransportRequest {
  readonly signal?: AbortSignal | undefined;
  readonly body?: string | Uint8Array;
  readonly expected?: readonly number[];
  readonly maximumBytes?: number;
}

const CONNECT_MS = 5_000;
/** To the first byte of an answer, and between bytes. Ray itself waits up to half a minute for an agent. */
const ANSWER_MS = 40_000;
const MAXIMUM_ANSWER_BYTES = 4 * 2 ** 20;
const SHOWN = 300;

/** HTTP to one cluster: token, certificates, proxies, times, sizes, and errors in words. Follows no redirection: a token is for this address alone. */
export class RayTransport {
  readonly url: URL;
  readonly pacer: RequestPacer;
  readonly #connection: RayConnection;
  #dispatcher: Promise<Dispatcher> | undefined;

  constructor(connection: RayConnection) {
    this.#connection = connection;
    this.url = connection.url;
    this.pacer = connection.pacer ?? pacerOf(connection.url);
  }

  get headers(): Record<string, string> {
    const { token } = this.#connection;
    return token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` };
  }

  /** One request. @throws RayError; the signal's reason. */
  async request(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    { signal, body, expected = [], maximumBytes = MAXIMUM_ANSWER_BYTES }: TransportRequest,
  ): Promise<{ readonly status: number; readonly text: string }> {
    // Loaded before its turn: what is let through is to go out at once.
    const { request } = await import('undici');
    await this.pacer.turn(signal);
    try {
      const answer = await request(new URL(path, this.url), {
        method,
        dispatcher: await this.dispatcher(),
        headersTimeout: ANSWER_MS,
        bodyTimeout: ANSWER_MS,
        headers: {
          ...this.headers,
          ...(body === undefined
            ? {}
            : { 'content-type': typeof body === 'string' ? 'application/json' : 'application/octet-stream' }),
        },
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      });
      const text = await readText(answer.body, maximumBytes);
      const status = answer.statusCode;
      if (status === 200 || expected.includes(status)) return { status, text };
      throw this.#refusal(status, text);
    } catch (error) {
      signal?.throwIfAborted();
      throw this.failure(error);
    }
  }

  /** For the web socket as well. */
  dispatcher(): Promise<Dispatcher> {
    this.#dispatcher ??= this.#connect();
    return this.#dispatcher;
  }

  async close(): Promise<void> {
    // Not waited for: a request that hangs would hold it up.
    await (await this.#dispatcher)?.destroy();
  }

  /** An error of the network, in words. */
  failure(error: unknown): RayError {
    if (error instanceof RayError) return error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    const at = this.url.host;
    const options = { cause: error };
    if (code === 'ECONNREFUSED')
      return new RayError(
        'unreachable',
        `Nothing answers at ${at}: the connection was refused.`,
        'Is the cluster running, and is this the address of its dashboard?',
        options,
      );
    if (/CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_|ERR_SSL|EPROTO/.test(code))
      return new RayError(
        'tls',
        `${at} cannot be trusted or does not speak TLS: ${printable(message)} (${code}).`,
        'Name the certificate authority of the cluster (BAKEOFF_RAY_CA), or use http.',
        options,
      );
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
      return new RayError(
        'unreachable',
        `There is no host ${printable(this.url.hostname)} (${code}).`,
        'Look at the address.',
        options,
      );
    return new RayError(
      'unreachable',
      `${at} cannot be reached: ${printable(message || String(error))}${code === '' ? '' : ` (${code})`}.`,
      '',
      options,
    );
  }

  async #connect(): Promise<Dispatcher> {
    const { Agent, EnvHttpProxyAgent } = await import('undici');
    const { caFile } = this.#connection;
    const tls = {
      timeout: CONNECT_MS,
      ...(caFile === undefined || caFile === '' ? {} : { ca: await authorities(caFile) }),
    };
    if (isLoopback(this.url)) return new Agent({ connect: tls });
    return new EnvHttpProxyAgent({ connect: tls, proxyTls: { timeout: CONNECT_MS }, requestTls: tls });
  }

  #refusal(status: number, text: string): RayError {
    const words = printable(lastLine(text).slice(0, SHOWN));
    const at = this.url.host;
    if (status === 401 || status === 403)
      return this.#connection.token
        ? new RayError(
            'unauthorized',
            `${at} does not accept the token (${status}).`,
            'Give the token of this cluster: "Set Ray token…" in the editor, BAKEOFF_RAY_TOKEN on the command line.',
          )
        : new RayError(
            'unauthorized',
            `${at} asks for a token (${status}).`,
            'Give one: "Set Ray token…" in the editor, BAKEOFF_RAY_TOKEN on the command line.',
          );
    if (status >= 300 && status < 400)
      return new RayError(
        'rejected',
        `${at} sends the request elsewhere (${status}).`,
        'Name the address where the dashboard itself answers.',
      );
    if (status === 404)
      return new RayError(
        'wrong-version',
        `${at} has no Jobs interface (404).`,
        'Is it a Ray dashboard, installed with ray[default]?',
      );
    if (status === 429 || status >= 500) return new RayError('server-error', `${at} answers ${status}: ${words}`);
    return new RayError('rejected', `${at} refuses the request (${status}): ${words}`);
  }
}

async function readText(body: AsyncIterable<Uint8Array>, maximumBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > maximumBytes)
      throw new RayError('rejected', `The cluster answers with more than ${maximumBytes} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The authorities of a file beside those that Node knows. @throws RayError */
async function authorities(caFile: string): Promise<string[]> {
  const { rootCertificates } = await import('node:tls');
  try {
    return [...rootCertificates, readFileSync(caFile, 'utf8')];
  } catch (error) {
    throw new RayError(
      'tls',
      `The certificates in ${printable(caFile)} cannot be read: ${(error as Error).message}.`,
      '',
      { cause: error },
    );
  }
}

/** What matters in one of Python's tracebacks. */
function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
