import { type Engine, EngineError } from '../core/engine.js';
import { createEngine, type EngineId, type ExpectedWork } from './index.js';
import { portableDescription } from './portable/description.js';
import { PortableEngine } from './portable/portableEngine.js';
import { findTensorFlow } from './tensorflow/findTensorFlow.js';
import type { Environment } from './tensorflow/install/command.js';
import { judgeTensorFlow } from './tensorflow/verdict.js';

/**
 * The engine of that id; `auto` is the native one if it works, else the portable one. A native library is first tried in
 * a process of its own, once for each installation, so that even a crash leads to the portable engine. When a library is
 * there but cannot be used, the engine's description and `note` say so.
 * @throws EngineError when an engine asked for by name cannot be loaded.
 */
export async function loadEngine(
  wanted: EngineId | 'auto',
  options: ExpectedWork & {
    readonly env?: Environment;
    readonly timeLimitMs?: number;
    readonly projectFolder?: string;
    readonly note?: (text: string) => void;
  } = {},
): Promise<Engine> {
  if (wanted !== 'auto') return createEngine(wanted, options);
  const native = await nativeEngine(options);
  if (typeof native !== 'string') return native ?? createEngine('portable');
  const note = `The native engine cannot be used, so the portable one computes: ${native}`;
  options.note?.(note);
  return new PortableEngine({ ...portableDescription, note });
}

/** The native engine; why it cannot be used; undefined when none is installed. */
async function nativeEngine(options: Parameters<typeof loadEngine>[1] = {}): Promise<Engine | string | undefined> {
  try {
    const location = findTensorFlow(options.env, options.projectFolder);
    if (location === undefined) return undefined;
    const verdict = await judgeTensorFlow(location, options);
    return verdict.works ? createEngine('tensorflow', options) : verdict.problem;
  } catch (error) {
    if (error instanceof EngineError) return error.message.split('\n')[0] ?? error.message;
    throw error;
  }
}
