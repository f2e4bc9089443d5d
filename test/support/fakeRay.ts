import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What a cluster in a test knows of a job. The shape of answers was recorded from Ray 2.60. */
export interface FakeJob {
  status: 'PENDING' | 'RUNNING' | 'STOPPED' | 'SUCCEEDED' | 'FAILED';
  message: string;
  errorType?: string;
  exitCode?: number;
  nodeId?: string;
  /** What it has written so far. */
  log: string;
  readonly submission: Readonly<Record<string, unknown>>;
}

export interface FakeRayOptions {
  readonly token?: string;
  readonly rayVersion?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Called for every request; true: it was answered. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** A job was begun. */
  readonly onJob?: (id: string, job: FakeJob, server: FakeRay) => void;
  readonly onStop?: (id: string, job: FakeJob, server: FakeRay) => void;
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The Jobs interface of a Ray cluster on loopback, without a cluster. */
export class FakeRay {
  readonly jobs = new Map<string, FakeJob>();
  readonly packages = new Map<string, Buffer>();
  /** Method, path and time of each request, web sockets among them. */
  readonly requests: { readonly method: string; readonly path: string; readonly time: number }[] = [];
  readonly #options: FakeRayOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();
  readonly #tails = new Map<Duplex, { readonly id: string; sent: number }>();

  private constructor(options: FakeRayOptions) {
    this.#options = options;
    const serve = (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response);
    this.#server = options.tls === undefined ? createServer(serve) : (createTlsServer(options.tls, serve) as Server);
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
    });
    this.#server.on('upgrade', (request: IncomingMessage, socket: Duplex) => this.#upgrade(request, socket));
  }

  static async listen(options: FakeRayOptions = {}, port = 0): Promise<FakeRay> {
    const fake = new FakeRay(options);
    await new Promise<void>((resolve) => fake.#server.listen(port, '127.0.0.1', resolve));
    return fake;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): URL {
    return new URL(`${this.#options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.port}/`);
  }

  /** A job writes; whoever follows it hears of it. */
  write(id: string, text: string): void {
    const job = this.jobs.get(id);
    if (job === undefined) return;
    job.log += text;
    this.#feed();
  }

  /** A job ends. */
  finish(id: string, end: Partial<FakeJob>): void {
    Object.assign(this.jobs.get(id) ?? {}, end);
    this.#feed();
  }

  /** Breaks every connection, as a network does; the next ones succeed. */
  breakConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#tails.clear();
  }

  async close(): Promise<void> {
    this.breakConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Most requests in any second. */
  busiestSecond(): number {
    const times = this.requests.map(({ time }) => time);
    return Math.max(0, ...times.map((time, index) => times.slice(index).filter((other) => other < time + 1000).length));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    this.#note(request);
    if (this.#options.intercept?.(request, response)) return;
    const body = await bodyOf(request);
    const refusal = this.#refusal(request);
    const pack = /^\/api\/packages\/gcs\/(_ray_pkg_\w+\.zip)$/.exec(url)?.[1];
    const job = /^\/api\/jobs\/([\w%.-]+)(\/\w+)?$/.exec(url);
    if (refusal !== undefined) answer(response, refusal, 'Unauthorized');
    else if (url === '/api/version')
      answer(response, 200, {
        version: '4',
        ray_version: this.#options.rayVersion ?? '2.60.0',
        ray_commit: 'x',
        session_name: 's',
      });
    else if (pack !== undefined && method === 'PUT') {
      this.packages.set(pack, body);
      answer(response, 200, '');
    } else if (pack !== undefined) answer(response, this.packages.has(pack) ? 200 : 404, '');
    else if (url === '/api/cluster_status')
      answer(response, 200, { data: { clusterStatus: { loadMetricsReport: { usage: {} } } } });
    else if (url === '/api/jobs/' && method === 'POST') this.#submit(body, response);
    else if (job !== null) this.#job(decodeURIComponent(job[1] ?? ''), job[2] ?? '', response);
    else answer(response, 404, 'Not found');
  }

  #submit(body: Buffer, response: ServerResponse): void {
    const submission = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    const id = String(submission.submission_id);
    if (this.jobs.has(id)) {
      answer(response, 500, `Traceback\nValueError: Job with submission_id ${id} already exists.`);
      return;
    }
    const job: FakeJob = { status: 'PENDING', message: 'waiting', log: '', submission };
    this.jobs.set(id, job);
    answer(response, 200, { job_id: id, submission_id: id });
    this.#options.onJob?.(id, job, this);
  }

  #job(id: string, what: string, response: ServerResponse): void {
    const job = this.jobs.get(id);
    if (job === undefined) answer(response, 404, `Job ${id} does not exist`);
    else if (what === '/logs') answer(response, 200, { logs: job.log });
    else if (what === '/stop') {
      answer(response, 200, { stopped: true });
      this.#options.onStop?.(id, job, this);
    } else
      answer(response, 200, {
        type: 'SUBMISSION',
        job_id: null,
        submission_id: id,
        status: job.status,
        message: job.message,
        error_type: job.errorType ?? null,
        driver_node_id: job.nodeId ?? null,
        driver_exit_code: job.exitCode ?? null,
      });
  }

  #upgrade(request: IncomingMessage, socket: Duplex): void {
    this.#note(request);
    const id = /^\/api\/jobs\/([\w%.-]+)\/logs\/tail$/.exec(request.url ?? '')?.[1];
    if (id === undefined || this.#refusal(request) !== undefined) {
      socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      return;
    }
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    // As Ray 2.60 does to whoever offers to compress.
    if (request.headers['sec-websocket-extensions'] !== undefined) {
      socket.write(frame(0x8, Buffer.from([0x03, 0xe8])));
      socket.end();
      return;
    }
    this.#tails.set(socket, { id: decodeURIComponent(id), sent: 0 });
    socket.on('close', () => this.#tails.delete(socket));
    this.#feed();
  }

  #feed(): void {
    for (const [socket, tail] of this.#tails) {
      const job = this.jobs.get(tail.id);
      const log = job?.log ?? '';
      // Pieces that end anywhere, as Ray's do.
      for (; tail.sent < log.length; tail.sent += 20_000)
        socket.write(frame(0x1, Buffer.from(log.slice(tail.sent, tail.sent + 20_000))));
      tail.sent = log.length;
      if (job !== undefined && (job.status === 'PENDING' || job.status === 'RUNNING')) continue;
      this.#tails.delete(socket);
      socket.write(frame(0x8, Buffer.from([0x03, 0xe8])));
      socket.end();
    }
  }

  #note({ method = '', url = '' }: IncomingMessage): void {
    this.requests.push({ method, path: url, time: performance.now() });
  }

  #refusal({ headers }: IncomingMessage): number | undefined {
    const { token } = this.#options;
    if (token === undefined) return undefined;
    if (headers.authorization === undefined) return 401;
    return headers.authorization === `Bearer ${token}` ? undefined : 403;
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' });
  response.end(text);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** One unmasked web socket frame, as servers send them. */
function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const header =
    length < 126
      ? Buffer.from([0x80 | opcode, length])
      : length < 65_536
        ? Buffer.from([0x80 | opcode, 126, length >> 8, length & 255])
        : Buffer.concat([Buffer.from([0x80 | opcode, 127]), bigEndian(length)]);
  return Buffer.concat([header, payload]);
}

function bigEndian(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return bytes;
}
