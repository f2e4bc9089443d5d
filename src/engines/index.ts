import { type Engine, type EngineDescription, EngineError } from '../core/engine.js';
import { portableDescription } from './portable/description.js';
import { PortableEngine } from './portable/portableEngine.js';
import { intraOpThreads } from './tensorflow/engineInfo.js';
import { readInstructionSets } from './tensorflow/instructionSets.js';
import { loadTensorFlow } from './tensorflow/load.js';
import { TensorFlowEngine } from './tensorflow/tensorflowEngine.js';

/** Engines by the id that requests name. */
const engines = {
  tensorflow: (): Engine => {
    const tf = loadTensorFlow();
    const description: EngineDescription = {
      id: 'tensorflow',
      versions: { tensorflow: tf.backend().binding.TF_Version, 'tfjs-node': tf.version['tfjs-node'] },
      threads: intraOpThreads(),
      instructionSets: readInstructionSets(),
    };
    return new TensorFlowEngine(tf, description);
  },
  portable: (): Engine => new PortableEngine(portableDescription),
} as const satisfies Record<string, () => Engine>;

export type EngineId = keyof typeof engines;

/** Every engine there is. */
export const engineIds = Object.keys(engines) as readonly EngineId[];

/**
 * Loads an engine into this process; only the trainer's child process does so.
 * @throws EngineError when it cannot be loaded; the message says what to do.
 */
export function createEngine(id: EngineId): Engine {
  const create = engines[id];
  if (create === undefined) throw new EngineError(`there is no engine ${id}; there are: ${engineIds.join(', ')}`);
  return create();
}
