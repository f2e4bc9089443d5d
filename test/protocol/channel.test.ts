import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Channel, type Handlers, type Port } from '../../src/protocol/channel.js';
import { RemoteError } from '../../src/protocol/remoteError.js';
import { workerPort } from '../../src/protocol/workerPort.js';
import { portPair } from './portPair.js';

interface Server {
  readonly requests: {
    readonly double: { readonly params: number; readonly result: number };
    readonly fail: { readonly params: unknown; readonly result: null };
    readonly count: { readonly params: { readonly to: number }; readonly result: string };
    readonly wait: { readonly params: null; readonly result: null };
    readonly unclonable: { readonly params: null; readonly result: unknown };
  };
  readonly notices: { readonly poked: string };
}

interface Client {
  readonly requests: Record<never, never>;
  readonly notices: { readonly told: number; readonly other: number };
}

/** What was thrown by `fail`, set by the test, as errors do not survive cloning whole. */
let toThrow: unknown;
const aborts: unknown[] = [];

const handlers: Handlers<Server> = {
  double: (value) => value * 2,
  fail: () => {
    throw toThrow;
  },
  async count({ to }, { report }) {
    for (let at = 1; at <= to; at += 1) report({ at });
    return 'done';
  },
  wait: (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        aborts.push(signal.reason);
        reject(signal.reason);
      });
    }),
  unclonable: () => () => 'a function',
};

function connect() {
  const [clientPort, serverPort] = portPair();
  const problems: string[] = [];
  const options = { onProblem: (problem: string) => void problems.push(problem) };
  const client = new Channel<Client, Server>(clientPort, {}, options);
  const server = new Channel<Server, Client>(serverPort, handlers, options);
  return { client, server, clientPort, serverPort, problems };
}

function turns(count = 4): Promise<void> {
  return new Promise((resolve) => {
    const turn = (left: number) => (left === 0 ? resolve() : setImmediate(() => turn(left - 1)));
    turn(count);
  });
}

afterEach(() => {
  aborts.length = 0;
});

describe('a request', () => {
  it('is answered, each with its own answer', async () => {
    const { client } = connect();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, value) => client.request('double', value)));
    expect(answers).toEqual(Array.from({ length: 50 }, (_, value) => value * 2));
  });

  it.each([
    [new Error('out of order'), 'failed', 'out of order', undefined],
    [new RemoteError('No such run.', 'unknown-run', 'Refresh.'), 'unknown-run', 'No such run.', 'Refresh.'],
    ['a text', 'failed', 'a text', undefined],
    [undefined, 'failed', 'undefined', undefined],
    [new Error(''), 'failed', 'It failed without saying why.', undefined],
    [Object.create(null), 'failed', 'It failed without saying why.', undefined],
  ])('fails as its handler did, with %s', async (thrown, code, message, advice) => {
    const { client } = connect();
    toThrow = thrown;
    const error = await client.request('fail', null).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({ code, message, advice });
  });

  it.each(['nothing', 'constructor', '__proto__', 'toString'])('of the unknown name "%s" is refused', async (name) => {
    const { client } = connect();
    await expect(client.request(name as 'double', 1)).rejects.toMatchObject({
      code: 'unknown-request',
      message: expect.stringContaining(name),
    });
  });

  it('fails where its answer cannot be sent', async () => {
    const { client } = connect();
    await expect(client.request('unclonable', null)).rejects.toMatchObject({ code: 'not-sendable' });
  });

  it('fails where it cannot be sent itself', async () => {
    const { client } = connect();
    await expect(client.request('fail', () => 1)).rejects.toMatchObject({ code: 'not-sendable' });
    expect(await client.request('double', 4)).toBe(8);
  });

  it('tells its progress, in order, and nothing after the answer', async () => {
    const { client } = connect();
    const seen: unknown[] = [];
    const onProgress = (progress: unknown) => void seen.push(progress);
    expect(await client.request('count', { to: 3 }, { onProgress })).toBe('done');
    expect(seen).toEqual([{ at: 1 }, { at: 2 }, { at: 3 }]);
  });

  it('survives a listener to its progress that throws', async () => {
    const { client, problems } = connect();
    const onProgress = () => {
      throw new Error('no room');
    };
    expect(await client.request('count', { to: 1 }, { onProgress })).toBe('done');
    expect(problems).toEqual(['A listener of "progress" failed: no room']);
  });
});

describe('cancelling', () => {
  it('rejects at once with the reason, and tells the handler', async () => {
    const { client } = connect();
    const controller = new AbortController();
    const answer = client.request('wait', null, { signal: controller.signal });
    await turns();
    controller.abort('enough');
    await expect(answer).rejects.toBe('enough');
    await turns();
    expect(aborts).toEqual([expect.objectContaining({ code: 'cancelled' })]);
  });

  it('sends nothing for a signal that is aborted already', async () => {
    const { client, serverPort } = connect();
    await expect(client.request('double', 1, { signal: AbortSignal.abort('before') })).rejects.toBe('before');
    await turns();
    expect(serverPort.received).toEqual([]);
  });

  it('lets go of the signal when the answer is there', async () => {
    const { client, serverPort } = connect();
    const controller = new AbortController();
    const remove = vi.spyOn(controller.signal, 'removeEventListener');
    await client.request('double', 1, { signal: controller.signal });
    expect(remove).toHaveBeenCalledOnce();
    controller.abort();
    await turns();
    expect(serverPort.received).toHaveLength(1);
  });
});

describe('a notice', () => {
  it('comes to everyone who listens to its name, whoever throws', async () => {
    const { client, server, problems } = connect();
    const seen: string[] = [];
    client.on('told', () => {
      throw new Error('not me');
    });
    client.on('told', (value) => void seen.push(`a${value}`));
    const second = client.on('told', (value) => void seen.push(`b${value}`));
    client.on('other', () => void seen.push('other'));
    server.notify('told', 1);
    await turns();
    second.dispose();
    server.notify('told', 2);
    await turns();
    expect(seen).toEqual(['a1', 'b1', 'a2']);
    expect(problems).toHaveLength(2);
  });

  it('that cannot be sent is told', () => {
    const { server, problems } = connect();
    server.notify('told', (() => 1) as unknown as number);
    expect(problems).toEqual([expect.stringContaining('"told" was not sent')]);
  });
});

describe('the end of a channel', () => {
  it('rejects what waits, aborts what is served, and leaves no listener', async () => {
    const { client, server, clientPort, serverPort } = connect();
    const controller = new AbortController();
    const remove = vi.spyOn(controller.signal, 'removeEventListener');
    const answer = client.request('wait', null, { signal: controller.signal });
    await turns();
    client.dispose();
    client.dispose();
    await expect(answer).rejects.toMatchObject({ code: 'closed' });
    await expect(client.request('double', 1)).rejects.toMatchObject({ code: 'closed' });
    expect(remove).toHaveBeenCalledOnce();
    server.dispose();
    expect(aborts).toHaveLength(1);
    expect([clientPort.listenerCount, serverPort.listenerCount]).toEqual([0, 0]);
    client.notify('poked', 'silence');
    await turns();
    expect(serverPort.received).toHaveLength(1);
  });
});

describe('a hostile other side', () => {
  /** A port whose other end is the test. */
  function attack() {
    let give: (message: unknown) => void = () => undefined;
    const posted: unknown[] = [];
    const port: Port = {
      post: (message) => void posted.push(message),
      listen(listener) {
        give = listener;
        return () => undefined;
      },
    };
    const problems: string[] = [];
    const channel = new Channel<Server, Server>(port, handlers, { onProblem: (text) => void problems.push(text) });
    return { channel, posted, problems, give: (message: unknown) => give(message) };
  }

  it('cannot make anything throw, whatever it sends', async () => {
    const { channel, give } = attack();
    const answer = channel.request('double', 1).catch((error: unknown) => error);
    const kind = fc.constantFrom('request', 'cancel', 'progress', 'result', 'error', 'notice', 'x', 1, null);
    const message = fc.record(
      {
        kind,
        id: fc.oneof(fc.integer({ min: 2, max: 50 }), fc.anything()),
        name: fc.oneof(fc.constantFrom('double', 'fail', '__proto__'), fc.anything()),
        params: fc.anything(),
        error: fc.anything(),
        payload: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(message, fc.anything()), (value) => {
        // An id that does not exist: nothing may happen to the request that waits.
        if (typeof value === 'object' && value !== null && 'id' in value && value.id === 1) return;
        give(value);
      }),
      { numRuns: 2000 },
    );
    await turns();
    give({ kind: 'result', id: 1, result: 2 });
    expect(await answer).toBe(2);
  });

  it.each([undefined, null, 'text', [], { code: 5, message: {} }])(
    'that answers with the error %j still settles the request',
    async (error) => {
      const { channel, give } = attack();
      const answer = channel.request('double', 1);
      give({ kind: 'error', id: 1, error });
      await expect(answer).rejects.toMatchObject({ code: 'failed' });
    },
  );

  it('that answers twice, or with another id, settles each request once', async () => {
    const { channel, give } = attack();
    const answer = channel.request('double', 1);
    give({ kind: 'result', id: 7, result: 'wrong' });
    give({ kind: 'result', id: 1, result: 'right' });
    give({ kind: 'error', id: 1, error: {} });
    expect(await answer).toBe('right');
  });

  it('that uses an id twice is told once', async () => {
    const { posted, problems, give } = attack();
    give({ kind: 'request', id: 3, name: 'wait', params: null });
    give({ kind: 'request', id: 3, name: 'double', params: 2 });
    await turns();
    expect(posted).toEqual([]);
    expect(problems).toEqual(['A second request with the id 3 was ignored.']);
  });

  it('that asks for too much at once is refused, and served again afterwards', async () => {
    const { posted, give } = attack();
    for (let id = 1; id <= 1001; id += 1) give({ kind: 'request', id, name: 'wait', params: null });
    await turns();
    expect(posted).toEqual([expect.objectContaining({ kind: 'error', id: 1001 })]);
    for (let id = 1; id <= 1000; id += 1) give({ kind: 'cancel', id });
    await turns();
    give({ kind: 'request', id: 2001, name: 'double', params: 4 });
    await turns();
    expect(posted.at(-1)).toEqual({ kind: 'result', id: 2001, result: 8 });
  });
});

it('works over the ports of worker_threads', async () => {
  const { port1, port2 } = new MessageChannel();
  const client = new Channel<Client, Server>(workerPort(port1), {});
  const server = new Channel<Server, Client>(workerPort(port2), handlers);
  const told = new Promise((resolve) => client.on('told', resolve));
  expect(await client.request('double', 21)).toBe(42);
  server.notify('told', 5);
  expect(await told).toBe(5);
  client.dispose();
  server.dispose();
  expect(port1.listenerCount('message') + port2.listenerCount('message')).toBe(0);
  port1.close();
});
