import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceThread } from '../../src/host/service/serviceThread.js';
import type { ServiceRequests } from '../../src/protocol/service.js';

// How long the extension host waits for the maps of an image and for the training images that are alike to the model, each
// time another image; "at first" is with the start of the trainer, or with the features of all training images. Arguments: a
// run's folder, repetitions (default 15), `--keep` to use the person's own feature cache.
const [, , folder = '', repetitions = '15', keep = ''] = process.argv;
const script = path.resolve('dist', 'service.cjs');
/** What the product promises on the native engine. */
const LIMIT_MS = 500;
const PAUSE_MS = 1500;

async function main(): Promise<void> {
  const own = mkdtempSync(path.join(tmpdir(), 'bakeoff-explain-'));
  if (keep !== '--keep') process.env.BAKEOFF_FEATURE_FOLDER = own;
  const ignore = () => undefined;
  const thread = new ServiceThread({ script, log: { debug: ignore, info: ignore, warn: ignore, error: ignore } });
  const ask = async <Name extends keyof ServiceRequests>(name: Name, params: ServiceRequests[Name]['params']) => {
    const start = performance.now();
    await thread.request(name, params, { onProgress: ignore });
    return performance.now() - start;
  };
  const measure = async <Name extends keyof ServiceRequests>(
    name: Name,
    paramsOf: (at: number) => ServiceRequests[Name]['params'],
  ) => {
    // A person looks before asking for more: what the trainer makes ready meanwhile is ready.
    await sleep(PAUSE_MS);
    let first: number;
    try {
      first = await ask(name, paramsOf(0));
    } catch (error) {
      if ((error as { readonly code?: unknown }).code !== 'no-map-layers') throw error;
      process.stdout.write(`${name}: the model has no layer with a map\n`);
      return;
    }
    const others: number[] = [];
    for (let at = 1; at <= Number(repetitions); at += 1) others.push(await ask(name, paramsOf(at)));
    others.sort((a, b) => a - b);
    const middle = others[Math.floor(others.length / 2)] ?? Number.NaN;
    process.stdout.write(
      `${name}: ${first.toFixed(0)} ms at first, then ${middle.toFixed(0)} in the middle ` +
        `(${others[0]?.toFixed(0)} to ${others.at(-1)?.toFixed(0)}) of ${others.length}: ` +
        `${middle < LIMIT_MS ? 'within' : 'ABOVE'} ${LIMIT_MS} ms\n`,
    );
  };
  try {
    const imageOf = (at: number) => ({ folder, split: 'test', image: at * 37, cores: 0 }) as const;
    await measure('gradCam', (at) => ({ ...imageOf(at), classIndex: at % 10 }));
    await measure('occlude', (at) => ({ ...imageOf(at), classIndex: at % 10 }));
    await measure('findNearestFeatures', imageOf);
  } finally {
    await thread.dispose();
    rmSync(own, { recursive: true, force: true });
  }
}

void main();
