import { describe, expect, it, vi } from 'vitest';
import { SharedWork } from '../../src/service/sharedWork.js';

function waiter() {
  const controller = new AbortController();
  const report = vi.fn();
  return { controller, report, context: { signal: controller.signal, report } };
}

/** Work that ends when it is told to. */
function begin() {
  let resolve: (result: string) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<string>((...settle) => {
    [resolve, reject] = settle;
  });
  const work = { promise, resolve, reject };
  const started = vi.fn((signal: AbortSignal, report: (progress: { message: string }) => void) => {
    signal.addEventListener('abort', () => work.reject(new Error('ended')));
    report({ message: 'begun' });
    return work.promise;
  });
  return { work, started };
}

describe('shared work', () => {
  it('is done once for all who wait for it, and told to all', async () => {
    const shared = new SharedWork<string>();
    const { work, started } = begin();
    const [one, other] = [waiter(), waiter()];
    const results = [shared.do('a', one.context, started), shared.do('a', other.context, started)];
    work.resolve('done');
    expect(await Promise.all(results)).toEqual(['done', 'done']);
    expect(started).toHaveBeenCalledTimes(1);
    for (const { report } of [one, other]) expect(report).toHaveBeenCalledWith({ message: 'begun' });
  });

  it('goes on when one gives up, and ends with the last', async () => {
    const shared = new SharedWork<string>();
    const { started } = begin();
    const [one, other] = [waiter(), waiter()];
    const results = [shared.do('a', one.context, started), shared.do('a', other.context, started)];
    const rejections = results.map((result) => expect(result).rejects.toThrow('enough'));
    await Promise.resolve();
    const [signal] = started.mock.calls[0] ?? [];
    one.controller.abort(new Error('enough'));
    await rejections[0];
    expect(signal?.aborted).toBe(false);
    other.controller.abort(new Error('enough'));
    await rejections[1];
    expect(signal?.aborted).toBe(true);
    const again = begin();
    again.work.resolve('again');
    expect(await shared.do('a', waiter().context, again.started)).toBe('again');
    await expect(shared.do('a', one.context, again.started)).rejects.toThrow('enough');
  });

  it('that fails, fails for all, and can be begun again', async () => {
    const shared = new SharedWork<string>();
    const fails = () => Promise.reject(new Error('no'));
    await expect(shared.do('a', waiter().context, fails)).rejects.toThrow('no');
    expect(await shared.do('a', waiter().context, async () => 'yes')).toBe('yes');
  });

  it('tells how far it is, and ends when it is disposed of', async () => {
    const shared = new SharedWork<string>();
    const { report, context } = waiter();
    let tell: (progress: { message: string }) => void = () => undefined;
    const result = shared.do('a', context, (signal, listener) => {
      tell = listener;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
    });
    await Promise.resolve();
    tell({ message: 'half' });
    expect(report).toHaveBeenCalledWith({ message: 'half' });
    shared.dispose();
    await expect(result).rejects.toThrow('ended');
  });
});
