import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseRayAddress } from '../../src/ray/rayAddress.js';
import { RayClient } from '../../src/ray/rayClient.js';
import type { RayError } from '../../src/ray/rayError.js';
import type { RayConnection } from '../../src/ray/rayTransport.js';
import { RequestPacer } from '../../src/ray/requestPacer.js';
import { FakeRay, type FakeRayOptions } from '../support/fakeRay.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function fake(options: FakeRayOptions = {}): Promise<FakeRay> {
  const ray = await FakeRay.listen(options);
  closing.push(() => ray.close());
  return ray;
}

function clientOf(connection: RayConnection): RayClient {
  const client = new RayClient(connection, { attempts: 3, backoffMs: 5 });
  closing.push(() => client.close());
  return client;
}

const job = { submissionId: 'bakeoff-1', entrypoint: 'true', runtimeEnv: {}, cpus: 1, metadata: {} };

/** What a promise was rejected with. */
async function errorOf(promise: Promise<unknown>): Promise<RayError> {
  return promise.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: RayError) => error,
  );
}

describe('the address of a cluster', () => {
  it('is completed, and refused in words', () => {
    expect(parseRayAddress(' head:8265 ').href).toBe('http://head:8265/');
    expect(parseRayAddress('https://gate/ray').href).toBe('https://gate/ray/');
    for (const [text, words] of [
      ['ray://head:10001', /Python client/],
      ['ftp://head', /neither http nor https/],
      ['http://me:secret@head', /a name or a password/],
      ['http://head/?a=1', /query/],
      ['http://', /no address/],
    ] as const)
      expect(() => parseRayAddress(text)).toThrow(words);
  });
});

describe('a client of a cluster', () => {
  it('says why it gets no answer: refused, unknown, unauthorized, too old, no Ray, no JSON', async () => {
    const gone = await fake();
    const { url } = gone;
    await gone.close();
    expect(await errorOf(clientOf({ url }).version())).toMatchObject({
      code: 'unreachable',
      message: /connection was refused/,
    });
    const guarded = await fake({ token: 'right' });
    expect(await errorOf(clientOf({ url: guarded.url }).version())).toMatchObject({ message: /asks for a token/ });
    expect(await errorOf(clientOf({ url: guarded.url, token: 'wrong' }).version())).toMatchObject({
      code: 'unauthorized',
      message: /does not accept the token/,
    });
    expect(await clientOf({ url: guarded.url, token: 'right' }).version()).toMatchObject({ rayVersion: '2.60.0' });
    const old = await fake({ rayVersion: '2.3.1' });
    expect(await errorOf(clientOf({ url: old.url }).version())).toMatchObject({ code: 'wrong-version' });
    const page = await fake({ intercept: (_, response) => Boolean(response.end('<html>Sign in</html>')) });
    expect(await errorOf(clientOf({ url: page.url }).version())).toMatchObject({
      message: /not JSON/,
      advice: /sign in/,
    });
    const elsewhere = await fake({
      intercept: (_, response) => Boolean(response.writeHead(302, { location: 'http://elsewhere/' }).end()),
    });
    expect(await errorOf(clientOf({ url: elsewhere.url, token: 'secret' }).version())).toMatchObject({
      message: /elsewhere/,
    });
    // Neither too many bytes, nor fields of other kinds.
    const flood = await fake({ intercept: (_, response) => Boolean(response.end('x'.repeat(5 * 2 ** 20))) });
    expect(await errorOf(clientOf({ url: flood.url }).version())).toMatchObject({ message: /more than/ });
    const odd = await fake({ intercept: (_, response) => Boolean(response.end('{"ray_version":{"a":1}}')) });
    expect(await errorOf(clientOf({ url: odd.url }).version())).toMatchObject({ code: 'bad-answer' });
  });

  it('tries again what may pass, a bounded number of times, and begins no job twice', async () => {
    let failures = 2;
    const ray = await fake({
      intercept: (_, response) => {
        if (failures === 0) return false;
        failures -= 1;
        response.writeHead(503).end('busy');
        return true;
      },
    });
    const client = clientOf({ url: ray.url });
    expect(await client.version()).toMatchObject({ apiVersion: '4' });
    failures = 99;
    expect(await errorOf(client.version())).toMatchObject({ code: 'server-error', message: /503: busy/ });
    expect(failures).toBe(96);
    failures = 0;
    await client.submit(job);
    await client.submit(job);
    expect(ray.jobs.size).toBe(1);
  });

  it('never begins more than ten requests in a second', async () => {
    const pacer = new RequestPacer();
    const begun: number[] = [];
    const turn = () => pacer.turn().then(() => begun.push(performance.now()));
    await Promise.all(Array.from({ length: 25 }, turn));
    // Any ten and the one after them are more than a second apart.
    for (const [index, time] of begun.entries()) expect((begun[index + 10] ?? Infinity) - time).toBeGreaterThan(1000);
    const ray = await fake();
    const client = clientOf({ url: ray.url, pacer });
    const start = performance.now();
    await Promise.all(Array.from({ length: 12 }, () => client.job('none')));
    expect(performance.now() - start).toBeGreaterThan(1000);
    expect(ray.requests).toHaveLength(12);
  });

  it('sends no more than ten requests in a second to an address, however many clients there are', async () => {
    const ray = await fake();
    const clients = [1, 2, 3].map(() => clientOf({ url: ray.url }));
    await Promise.all(Array.from({ length: 24 }, (_, index) => clients[index % 3]?.job('none')));
    expect(ray.requests).toHaveLength(24);
    // Where they arrive.
    expect(ray.busiestSecond()).toBeLessThanOrEqual(10);
  });

  it('speaks TLS with a certificate of an authority that is named, and with no other', async () => {
    const file = (name: string) => path.join(temporary.path, name);
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-keyout',
        file('key'),
        '-out',
        file('cert'),
        ...subject,
      ],
      { stdio: 'ignore' },
    );
    const tls = { key: readFileSync(file('key'), 'utf8'), cert: readFileSync(file('cert'), 'utf8') };
    const ray = await fake({
      tls,
      token: 't',
      onJob: (id, _, server) => server.finish(id, { status: 'SUCCEEDED', log: 'hello\n' }),
    });
    expect(await errorOf(clientOf({ url: ray.url, token: 't' }).version())).toMatchObject({
      code: 'tls',
      advice: /BAKEOFF_RAY_CA/,
    });
    const client = clientOf({ url: ray.url, token: 't', caFile: file('cert') });
    await client.submit(job);
    let text = '';
    await client.tail(
      job.submissionId,
      (part) => {
        text += part;
      },
      new AbortController().signal,
    );
    expect(text).toBe('hello\n');
  });

  it('tells a log that ends in good order from one that breaks off', async () => {
    const ray = await fake();
    const client = clientOf({ url: ray.url });
    await client.submit(job);
    const { signal } = new AbortController();
    const heard: string[] = [];
    const broken = errorOf(client.tail(job.submissionId, (text) => heard.push(text), signal));
    ray.write(job.submissionId, 'a');
    await expect.poll(() => heard.join('')).toBe('a');
    ray.breakConnections();
    expect(await broken).toMatchObject({ code: 'unreachable', message: /log of the job/ });
    const whole = client.tail(job.submissionId, (text) => heard.push(text), signal);
    ray.finish(job.submissionId, { status: 'SUCCEEDED' });
    await whole;
    expect(heard.join('')).toBe('aa');
  });
});
