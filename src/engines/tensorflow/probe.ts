import { EngineError } from '../../core/engine.js';
import { type Environment, runCommand } from './install/command.js';

/** What a child process found out about an installed library by loading it and multiplying two matrices. */
export interface Probe {
  /** tfjs-node's version. */
  readonly tfjsNode: string;
  /** Version that the native library itself reports. */
  readonly tensorFlow: string;
  readonly node: string;
  /** Highest version of the Node-API that this Node has. */
  readonly napi: number;
  readonly loadMs: number;
  readonly residentBytes: number;
}

const marker = 'bakeoff-probe:';

/** Runs in a plain Node without any file of this project, so that it works from every bundle. */
const script = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;
const started = performance.now();
const tf = require(process.argv[1]);
const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])).dataSync();
if (Array.from(product).join() !== '19,22,43,50') throw new Error('wrong matrix product: ' + Array.from(product).join());
if (tf.getBackend() !== 'tensorflow') throw new Error('the native backend is not in use: ' + tf.getBackend());
console.log(${JSON.stringify(marker)} + JSON.stringify({
  tfjsNode: tf.version['tfjs-node'],
  tensorFlow: tf.backend().binding.TF_Version,
  node: process.versions.node,
  napi: Number(process.versions.napi),
  loadMs: Math.round(performance.now() - started),
  residentBytes: process.memoryUsage.rss(),
}));
`;

/**
 * Loads tfjs-node from a folder in a child process, so that a crash of the native library is reported, not suffered.
 * @throws EngineError with the end of the child's output when it fails, crashes or takes longer than the limit.
 */
export async function probeTensorFlow(
  tfjsNodeFolder: string,
  options: {
    readonly env?: Environment;
    readonly signal?: AbortSignal | undefined;
    readonly timeLimitMs?: number;
  } = {},
): Promise<Probe> {
  const { env = process.env, signal, timeLimitMs = 60_000 } = options;
  const { code, endedBy, timedOut, output } = await runCommand(process.execPath, ['-e', script, tfjsNodeFolder], {
    env: { TF_CPP_MIN_LOG_LEVEL: '2', ...env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    signal,
    timeLimitMs,
  });
  const line = output.find((text) => text.startsWith(marker));
  if (code === 0 && line !== undefined) return JSON.parse(line.slice(marker.length)) as Probe;
  const how = timedOut
    ? `no answer within ${timeLimitMs / 1000} s`
    : endedBy !== null
      ? `ended by ${endedBy}`
      : firstError(output);
  throw new EngineError(
    `TensorFlow in ${tfjsNodeFolder} cannot be used: ${how}\nInstall it anew: bakeoff engine install --force`,
  );
}

function firstError(output: readonly string[]): string {
  return (output.find((line) => /Error\b/.test(line)) ?? output.at(-1) ?? 'no message').trim();
}
