import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';

/** How long a silent network is waited for. */
export interface DownloadPatience {
  /** To connect, name look-up included. */
  readonly connectMs: number;
  /** From the request to the first byte, and between bytes. */
  readonly stallMs: number;
  /** Attempts in a row that bring no byte. */
  readonly attempts: number;
  /** Before the second attempt; doubles each time. */
  readonly backoffMs: number;
}

export const defaultPatience: DownloadPatience = { connectMs: 4_000, stallMs: 15_000, attempts: 4, backoffMs: 400 };

export interface DownloadRequest {
  readonly url: string;
  /** File that grows; what it already holds is not fetched again. */
  readonly partPath: string;
  readonly maximumBytes: number;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: DownloadPatience;
  /** Bytes in the file so far, and in all where the server tells. */
  onProgress?(receivedBytes: number, totalBytes: number | undefined): void;
}

/** A download that did not succeed; the message is a clause that says why. What arrived stays in the part file. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';

  /** `isFinal`: the same request would fail again. */
  constructor(
    message: string,
    readonly isFinal: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Attempts in all, however much each brings. */
const MAXIMUM_ATTEMPTS = 30;
const MAXIMUM_REDIRECTIONS = 5;
const RETRIED_STATUSES = [408, 425, 429, 500, 502, 503, 504];
/** No route, no such name, nobody listening: a second try a moment later would say the same. */
const UNREACHABLE = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/**
 * Downloads a file over HTTP(S), through the proxy that the environment names (`http_proxy`, `https_proxy`, `no_proxy`),
 * following redirects, resuming, and retrying as long as bytes keep coming.
 * @throws DownloadError, or the signal's reason.
 */
export async function download(job: DownloadRequest): Promise<void> {
  const patience = job.patience ?? defaultPatience;
  await mkdir(dirname(job.partPath), { recursive: true });
  const agent = await createAgent(patience);
  try {
    let idleAttempts = 0;
    for (let attempt = 1; ; attempt += 1) {
      const before = await sizeOf(job.partPath);
      const error = await tryOnce(job, agent, patience).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error === undefined) return;
      job.signal?.throwIfAborted();
      idleAttempts = (await sizeOf(job.partPath)) > before ? 0 : idleAttempts + 1;
      const failure = describeFailure(error, before > 0 || idleAttempts === 0);
      if (failure.isFinal || idleAttempts >= patience.attempts || attempt >= MAXIMUM_ATTEMPTS) throw failure;
      await sleep(patience.backoffMs * 2 ** idleAttempts, undefined, job.signal ? { signal: job.signal } : {}).catch(
        () => job.signal?.throwIfAborted(),
      );
    }
  } finally {
    await agent.destroy();
  }
}

async function createAgent(patience: DownloadPatience): Promise<Dispatcher> {
  const { EnvHttpProxyAgent, interceptors } = await undici();
  const connect = { timeout: patience.connectMs };
  // A plain request goes to the proxy as such: many proxies tunnel to port 443 only.
  const agent = new EnvHttpProxyAgent({ connect, proxyTls: connect, requestTls: connect, proxyTunnel: false });
  return agent.compose(interceptors.redirect({ maxRedirections: MAXIMUM_REDIRECTIONS }));
}

/** Loaded for the first download: it is large, and most processes download nothing. */
function undici(): Promise<typeof import('undici')> {
  return import('undici');
}

async function tryOnce(job: DownloadRequest, dispatcher: Dispatcher, patience: DownloadPatience): Promise<void> {
  const held = await sizeOf(job.partPath);
  const watchdog = new AbortController();
  const bark = () => watchdog.abort(new DownloadError(`nothing came for ${patience.stallMs} ms`, false));
  let timer = setTimeout(bark, patience.stallMs);
  const signal = job.signal ? AbortSignal.any([job.signal, watchdog.signal]) : watchdog.signal;
  try {
    const { request } = await undici();
    const { statusCode, headers, body } = await request(job.url, {
      dispatcher,
      signal,
      headers: { 'accept-encoding': 'identity', ...(held > 0 ? { range: `bytes=${held}-` } : {}) },
    });
    body.on('error', () => undefined);
    if (statusCode === 416) {
      body.destroy();
      // The part is the whole file already, or of another file: then the next attempt starts anew.
      if (rangeTotal(headers['content-range']) === held) return;
      await rm(job.partPath, { force: true });
      throw new DownloadError('the server has another file than the one begun', false);
    }
    if (statusCode !== 200 && statusCode !== 206) {
      body.destroy();
      throw new DownloadError(`the server answered ${statusCode}`, !RETRIED_STATUSES.includes(statusCode));
    }
    const start = statusCode === 206 ? held : 0;
    if (statusCode === 206 && rangeStart(headers['content-range']) !== held) {
      body.destroy();
      await rm(job.partPath, { force: true });
      throw new DownloadError('the server answered with another part than the one asked for', false);
    }
    const length = Number(headers['content-length'] ?? Number.NaN);
    const total = Number.isFinite(length) ? start + length : undefined;
    if (total !== undefined && total > job.maximumBytes) {
      body.destroy();
      throw tooLarge(total, job.maximumBytes);
    }
    let received = start;
    // Written one by one, not through a stream: what came before a failure must be in the file.
    const file = await open(job.partPath, start > 0 ? 'a' : 'w');
    try {
      for await (const chunk of body) {
        clearTimeout(timer);
        timer = setTimeout(bark, patience.stallMs);
        received += chunk.length;
        if (received > job.maximumBytes) throw tooLarge(received, job.maximumBytes);
        await file.writeFile(chunk);
        job.onProgress?.(received, total);
      }
    } finally {
      await file.close();
    }
    if (total !== undefined && received < total)
      throw new DownloadError(`only ${received} of ${total} bytes came`, false);
  } catch (error) {
    throw watchdog.signal.aborted ? watchdog.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

function tooLarge(bytes: number, maximumBytes: number): DownloadError {
  return new DownloadError(`the file is too large: ${bytes} bytes, at most ${maximumBytes} are expected`, true);
}

function describeFailure(error: unknown, hasReceived: boolean): DownloadError {
  if (error instanceof DownloadError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  const isUnreachable = UNREACHABLE.includes(code);
  const text = isUnreachable ? `cannot be reached (${code})` : code === '' ? message : `${message} (${code})`;
  // An address that is none, redirects in a circle, a proxy that does not let this through.
  const isHopeless =
    code === 'UND_ERR_INVALID_ARG' || code === 'ERR_INVALID_URL' || message.startsWith('Proxy response (4');
  return new DownloadError(text, isHopeless || (isUnreachable && !hasReceived), { cause: error });
}

/** `N` of `bytes A-B/N` or of `bytes * /N`. */
function rangeTotal(header: string | string[] | undefined): number | undefined {
  const match = /\/(\d+)$/.exec(String(header ?? ''));
  return match ? Number(match[1]) : undefined;
}

function rangeStart(header: string | string[] | undefined): number | undefined {
  const match = /^bytes (\d+)-/.exec(String(header ?? ''));
  return match ? Number(match[1]) : undefined;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
