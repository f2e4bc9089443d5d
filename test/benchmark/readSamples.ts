import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ServiceThread } from '../../src/host/service/serviceThread.js';
import type { ServiceRequests } from '../../src/protocol/service.js';

// How long the extension host waits for what the page's views need of a run, from request to answer, and the longest that
// its own thread is held up meanwhile. Arguments: a run's folder, repetitions (default 7).
const [, , folder = '', repetitions = '7'] = process.argv;
const script = path.resolve('dist', 'service.cjs');

async function main(): Promise<void> {
  const ignore = () => undefined;
  const thread = new ServiceThread({ script, log: { debug: ignore, info: ignore, warn: ignore, error: ignore } });
  const ask = async <Name extends keyof ServiceRequests>(name: Name, params: ServiceRequests[Name]['params']) => {
    const start = performance.now();
    const result = await thread.request(name, params, { onProgress: ignore });
    return { result, ms: performance.now() - start };
  };
  const measure = async <Name extends keyof ServiceRequests>(
    what: string,
    name: Name,
    paramsOf: (at: number) => ServiceRequests[Name]['params'],
  ) => {
    const delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
    const { ms: first } = await ask(name, paramsOf(0));
    const others: number[] = [];
    for (let at = 1; at <= Number(repetitions); at += 1) others.push((await ask(name, paramsOf(at))).ms);
    delays.disable();
    others.sort((a, b) => a - b);
    const middle = others[Math.floor(others.length / 2)] ?? Number.NaN;
    process.stdout.write(
      `${what}: ${first.toFixed(0)} ms at first, then ${middle.toFixed(1)} (${others[0]?.toFixed(1)} to ` +
        `${others.at(-1)?.toFixed(1)}); the host held up ${Math.max(0, delays.max / 1e6 - 1).toFixed(1)} ms at most\n`,
    );
  };
  const computing = { mayCompute: true, cores: 0 };
  await ask('describeDataset', { id: 'fashion-mnist' });
  const { images, count } = (await ask('readSamples', { folder, split: 'test', ...computing })).result;
  const sampleOf = (at: number) => ({ folder, split: 'test', image: images[(at * 37) % count] ?? 0 }) as const;
  await measure(`readSamples, ${count} predictions`, 'readSamples', () => ({ folder, split: 'test', ...computing }));
  await measure('readImages, 512 images', 'readImages', (at) => ({
    from: { folder },
    split: 'test',
    indices: Array.from({ length: Math.min(512, count) }, (_, index) => images[(at * 512 + index) % count] ?? 0),
  }));
  await measure('inspectSample', 'inspectSample', (at) => ({ ...sampleOf(at), ...computing }));
  await measure('inspectLayers', 'inspectLayers', (at) => ({ ...sampleOf(at), cores: 0 }));
  await measure('findNearest', 'findNearest', sampleOf);
  await measure('readDataset', 'readDataset', () => ({ from: { folder } }));
  await measure('readSamples, training images', 'readSamples', () => ({ folder, split: 'train', ...computing }));
  thread.dispose();
}

void main();
